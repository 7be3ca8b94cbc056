using Peregrine.Http2;
using Peregrine.Protobuf;
using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Tests.Server;

/// <summary>
/// Long bytes that never change are sent from where they lie. Whatever else a program does with a message once its write has completed, what arrives is what was written,
/// over sockets, compressed and within the process.
/// </summary>
public class SentByReferenceTests
{
    private const int Messages = 60;
    private const int Bytes = 100_000;

    private static readonly Method<BytesValue, BytesValue> s_download =
        new(MethodType.ServerStreaming, "test.Long", "Download", Marshallers.For<BytesValue>(), Marshallers.For<BytesValue>());

    private static readonly Method<BytesValue, BytesValue> s_echo =
        new(MethodType.DuplexStreaming, "test.Long", "Echo", Marshallers.For<BytesValue>(), Marshallers.For<BytesValue>());

    private static readonly Method<BytesValue, BytesValue> s_unary =
        new(MethodType.Unary, "test.Long", "Unary", Marshallers.For<BytesValue>(), Marshallers.For<BytesValue>());

    /// <summary>How a program comes to a message of which each byte has one value, and what it does with it afterwards.</summary>
    public enum Use
    {
        NewArrays,
        OneWrappedArray,
        OneLeasedArray,
        OneMessage,
        OnePooledMessage,
    }

    public enum Way
    {
        Sockets,
        Compressed,
        InProcess,
    }

    public static TheoryData<Way, Use> Ways
    {
        get
        {
            TheoryData<Way, Use> all = [];
            foreach (Way way in System.Enum.GetValues<Way>())
            {
                foreach (Use use in System.Enum.GetValues<Use>())
                    all.Add(way, use);
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Responses_arrive_as_they_were_written_whatever_becomes_of_the_message_then(Way way, Use use)
    {
        await using GrpcServer server = Serve(way).AddServerStreaming(s_download, (_, responses, _) => WriteAllAsync(responses, use)).Start();
        await using GrpcChannel channel = Connect(server, way);
        using AsyncServerStreamingCall<BytesValue> call = channel.CreateCallInvoker().AsyncServerStreamingCall(s_download, null, default, new BytesValue());
        byte i = 0;
        await foreach (BytesValue message in call.ResponseStream)
            Check(i++, message);
        Assert.Equal(Messages, i);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Requests_arrive_as_they_were_written_whatever_becomes_of_the_message_then(Way way, Use use)
    {
        await using GrpcServer server = Serve(way).AddDuplexStreaming(s_echo, async (requests, responses, _) =>
        {
            await foreach (BytesValue request in requests)
                await responses.WriteAsync(request);
        }).Start();
        await using GrpcChannel channel = Connect(server, way);
        using AsyncDuplexStreamingCall<BytesValue, BytesValue> call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(s_echo, null, Compress(way));
        Task writing = Task.Run(async () =>
        {
            await WriteAllAsync(call.RequestStream, use);
            await call.RequestStream.CompleteAsync();
        });
        byte i = 0;
        await foreach (BytesValue message in call.ResponseStream)
            Check(i++, message);
        await writing;
        Assert.Equal(Messages, i);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Requests_of_unary_calls_arrive_as_they_were_when_the_call_was_made(Way way, Use use)
    {
        await using GrpcServer server = Serve(way).AddUnary(s_unary, static (request, _) => Task.FromResult(request)).Start();
        await using GrpcChannel channel = Connect(server, way);
        var calls = new CallWriter(channel.CreateCallInvoker(), Compress(way));
        await WriteAllAsync(calls, use);
        for (byte i = 0; i < Messages; i++)
            Check(i, await calls.Made[i]);
    }

    [Theory]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Compressed)]
    [InlineData(Way.InProcess)]
    public async Task The_messages_of_unary_calls_too(Way way)
    {
        await using GrpcServer server = Serve(way).AddUnary(s_unary, static (request, context) =>
        {
            context.ResponseTrailers.Add("after", "all");
            return Task.FromResult(new BytesValue { Value = ByteString.FromOwned(Filled(request.Value[0])) });
        }).Start();
        await using GrpcChannel channel = Connect(server, way);
        for (byte i = 0; i < 20; i++)
        {
            using AsyncUnaryCall<BytesValue> call = channel.CreateCallInvoker().AsyncUnaryCall(s_unary, null, Compress(way), new BytesValue { Value = ByteString.FromOwned(Filled(i)) });
            Check(i, await call);
            Assert.Equal("all", call.GetTrailers().GetValue("after"));
        }
    }

    [Fact]
    public async Task A_response_that_is_longer_than_allowed_is_refused_whereever_its_bytes_lie()
    {
        await using GrpcServer server = new GrpcServer(new GrpcServerOptions { MaxSendMessageSize = Bytes }, "http://127.0.0.1:0")
            .AddUnary(s_unary, static (_, _) => Task.FromResult(new BytesValue { Value = ByteString.FromOwned(Filled(1)) }))
            .AddServerStreaming(s_download, static (_, responses, _) => responses.WriteAsync(new BytesValue { Value = ByteString.FromOwned(Filled(1)) }))
            .Start();
        await using GrpcChannel channel = Connect(server, Way.Sockets);
        CallInvoker invoker = channel.CreateCallInvoker();
        RpcException unary = await Assert.ThrowsAsync<RpcException>(async () => await invoker.AsyncUnaryCall(s_unary, null, default, new BytesValue()));
        using AsyncServerStreamingCall<BytesValue> call = invoker.AsyncServerStreamingCall(s_download, null, default, new BytesValue());
        RpcException stream = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal((StatusCode.ResourceExhausted, StatusCode.ResourceExhausted), (unary.StatusCode, stream.StatusCode));
        Assert.Contains($"message of {Bytes + 4} bytes", unary.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_that_end_while_messages_are_queued_leave_others_alone()
    {
        var written = new SemaphoreSlim(0);
        await using GrpcServer server = Serve(Way.Sockets).AddServerStreaming(s_download, async (request, responses, context) =>
        {
            ByteString bytes = ByteString.FromOwned(Filled(7));
            if (request.Value.IsEmpty)
            {
                await responses.WriteAsync(new BytesValue { Value = bytes });
                return;
            }

            for (int i = 0; ; i++)
            {
                Task room = responses.WriteAsync(new BytesValue { Value = bytes }, context.CancellationToken);
                if (!room.IsCompleted)
                    written.Release();
                await room;
            }
        }).Start();
        await using GrpcChannel channel = Connect(server, Way.Sockets);
        CallInvoker invoker = channel.CreateCallInvoker();
        for (int i = 0; i < 10; i++)
        {
            AsyncServerStreamingCall<BytesValue> endless = invoker.AsyncServerStreamingCall(s_download, null, default, new BytesValue { Value = [1] });
            Assert.True(await written.WaitAsync(TimeSpan.FromMinutes(1)), "the server was never held up");
            endless.Dispose();
            using AsyncServerStreamingCall<BytesValue> other = invoker.AsyncServerStreamingCall(s_download, null, default, new BytesValue());
            Assert.True(await other.ResponseStream.MoveNext(CancellationToken.None));
            Check(7, other.ResponseStream.Current);
            Assert.False(await other.ResponseStream.MoveNext(CancellationToken.None));
        }
    }

    private static async Task WriteAllAsync(IAsyncStreamWriter<BytesValue> writer, Use use)
    {
        byte[] array = new byte[Bytes];
        byte[] encoded = new BytesValue { Value = ByteString.CopyFrom(array) }.ToByteArray();
        var one = new BytesValue();
        var pool = new MessagePool<BytesValue>(capacity: 1);
        for (byte i = 0; i < Messages; i++)
        {
            array.AsSpan().Fill(i);
            encoded.AsSpan(encoded.Length - Bytes).Fill(i);
            using PooledMessage<BytesValue> pooled = pool.Rent();
            BytesValue message = use switch
            {
                Use.NewArrays => new BytesValue { Value = ByteString.FromOwned(Filled(i)) },
                Use.OneWrappedArray => new BytesValue { Value = ByteString.Wrap(array) },
                Use.OneLeasedArray => BytesValue.Parser.ParseLeased(encoded),
                Use.OneMessage => one,
                _ => pooled.Message,
            };
            if (use == Use.OneMessage)
                one.Value = ByteString.CopyFrom(array);
            else if (use == Use.OnePooledMessage)
                BytesValue.Parser.ParseInto(message, encoded);
            await writer.WriteAsync(message);
            if (use == Use.OneMessage)
                one.Clear();
        }
    }

    private static GrpcServer Serve(Way way) => new(new GrpcServerOptions { ResponseCompressionAlgorithm = way == Way.Compressed ? "gzip" : null }, "http://127.0.0.1:0");

    private static GrpcChannel Connect(GrpcServer server, Way way) =>
        way == Way.InProcess ? server.CreateChannel() : GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}");

    private static CallOptions Compress(Way way) => way == Way.Compressed ? new CallOptions(new Metadata { { "grpc-internal-encoding-request", "gzip" } }) : default;

    private static byte[] Filled(byte value)
    {
        byte[] array = new byte[Bytes];
        array.AsSpan().Fill(value);
        return array;
    }

    private static void Check(byte i, BytesValue message)
    {
        Assert.Equal(Bytes, message.Value.Length);
        Assert.True(message.Value.Span.IndexOfAnyExcept(i) < 0, $"message {i} is not as it was written");
    }

    /// <summary>Makes a unary call of each message, without awaiting it.</summary>
    private sealed class CallWriter(CallInvoker invoker, CallOptions options) : IAsyncStreamWriter<BytesValue>
    {
        public List<AsyncUnaryCall<BytesValue>> Made { get; } = [];

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(BytesValue message)
        {
            Made.Add(invoker.AsyncUnaryCall(s_unary, null, options, message));
            return Task.CompletedTask;
        }

        public Task WriteAsync(BytesValue message, CancellationToken cancellationToken) => WriteAsync(message);
    }
}
