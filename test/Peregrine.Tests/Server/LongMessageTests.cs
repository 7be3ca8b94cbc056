using Peregrine.Http2;
using Peregrine.Protobuf;
using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Tests.Server;

/// <summary>Messages of all lengths, in both directions, over real sockets: whichever way they take through the engines, they arrive as they were.</summary>
public class LongMessageTests
{
    private const int Seed = 20261120;
    private const int Messages = 300;

    private static readonly Method<BytesValue, BytesValue> s_download =
        new(MethodType.ServerStreaming, "test.Long", "Download", Marshallers.For<BytesValue>(), Marshallers.For<BytesValue>());

    private static readonly Method<BytesValue, BytesValue> s_echo =
        new(MethodType.DuplexStreaming, "test.Long", "Echo", Marshallers.For<BytesValue>(), Marshallers.For<BytesValue>());

    private static readonly Method<BytesValue, BytesValue> s_unary =
        new(MethodType.Unary, "test.Long", "EchoOne", Marshallers.For<BytesValue>(), Marshallers.For<BytesValue>());

    private static readonly Method<StringValue, StringValue> s_text =
        new(MethodType.Unary, "test.Long", "EchoText", Marshallers.For<StringValue>(), Marshallers.For<StringValue>());

    private static readonly Method<byte[], byte[]> s_raw = new(MethodType.Unary, "test.Long", "EchoRaw", Marshallers.Raw, Marshallers.Raw);

    public static TheoryData<TransportEngine, int> Engines => new()
    {
        { TransportEngine.Auto, 0 },
        { TransportEngine.Auto, 16_384 },
        { TransportEngine.Socket, 0 },
    };

    [Theory, MemberData(nameof(Engines))]
    public async Task Long_and_short_messages_arrive_whole_and_in_order(TransportEngine engine, int maxFrameBytes)
    {
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").AddServerStreaming(s_download, DownloadAsync).Start();
        await using GrpcChannel channel = Open(server, engine, maxFrameBytes);
        using AsyncServerStreamingCall<BytesValue> call = channel.CreateCallInvoker().AsyncServerStreamingCall(s_download, null, default, new BytesValue());
        int i = 0;
        await foreach (BytesValue message in call.ResponseStream)
            Check(i++, message);
        Assert.Equal(Messages, i);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Long_and_short_messages_arrive_whole_both_ways(TransportEngine engine, int maxFrameBytes)
    {
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").AddDuplexStreaming(s_echo, EchoAsync).Start();
        await using GrpcChannel channel = Open(server, engine, maxFrameBytes);
        using AsyncDuplexStreamingCall<BytesValue, BytesValue> call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(s_echo, null, default);
        Task writing = Task.Run(async () =>
        {
            for (int i = 0; i < Messages; i++)
                await call.RequestStream.WriteAsync(Message(i));
            await call.RequestStream.CompleteAsync();
        });
        int received = 0;
        await foreach (BytesValue message in call.ResponseStream)
            Check(received++, message);
        await writing;
        Assert.Equal(Messages, received);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Unary_messages_of_all_lengths_arrive_whole_both_ways_whether_they_are_kept_or_read(TransportEngine engine, int maxFrameBytes)
    {
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0")
            .AddUnary(s_unary, static (request, _) => Task.FromResult(request))
            .AddUnary(s_text, static (request, _) => Task.FromResult(request))
            .AddUnary(s_raw, static (request, _) => Task.FromResult(request))
            .Start();
        await using GrpcChannel channel = Open(server, engine, maxFrameBytes);
        CallInvoker invoker = channel.CreateCallInvoker();
        for (int round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(round * 10, 10).Select(async i =>
            {
                BytesValue message = Message(i);
                AsyncUnaryCall<BytesValue> kept = invoker.AsyncUnaryCall(s_unary, null, default, message);
                AsyncUnaryCall<byte[]> raw = invoker.AsyncUnaryCall(s_raw, null, default, message.Value.ToByteArray());
                var text = new StringValue { Value = Convert.ToHexString(message.Value.Span) };
                Assert.Equal(text, await invoker.AsyncUnaryCall(s_text, null, default, text));
                Check(i, await kept);
                Assert.Equal(message.Value.ToByteArray(), await raw);
            }));
        }
    }

    // Each side's messages arrive by turns, and far more of them than may wait for the application: what waits for its own rest must not keep that rest away.
    [Theory, MemberData(nameof(Engines))]
    public async Task Messages_that_together_exceed_MaxBufferedBytes_all_become_whole(TransportEngine engine, int maxFrameBytes)
    {
        const int Calls = 40, Length = 200_000;
        var narrow = new Http2Options { MaxFrameBytes = maxFrameBytes, InitialConnectionWindowBytes = 65_535, MaxBufferedBytes = 1 << 20 };
        await using GrpcServer server = new GrpcServer(new GrpcServerOptions { Http2 = narrow }, "http://127.0.0.1:0").AddDuplexStreaming(s_echo, EchoAsync).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}", new GrpcChannelOptions { Engine = engine, Http2 = narrow });
        CallInvoker invoker = channel.CreateCallInvoker();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(async i =>
        {
            using AsyncDuplexStreamingCall<BytesValue, BytesValue> call = invoker.AsyncDuplexStreamingCall(s_echo, null, new CallOptions(cancellationToken: limit.Token));
            await call.RequestStream.WriteAsync(new BytesValue { Value = ByteString.Wrap(Enumerable.Repeat((byte)i, Length).ToArray()) });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(Length, call.ResponseStream.Current.Value.Length);
            Assert.Equal(i, call.ResponseStream.Current.Value.Span[Length - 1]);
            await call.RequestStream.CompleteAsync();
            Assert.False(await call.ResponseStream.MoveNext());
        }));
    }

    // The same where each call has one message, which the server takes as soon as it is whole, and waits for until then as a stream does.
    [Theory, MemberData(nameof(Engines))]
    public async Task Unary_messages_that_together_exceed_MaxBufferedBytes_all_become_whole(TransportEngine engine, int maxFrameBytes)
    {
        const int Calls = 40, Length = 200_000;
        var memory = new MemoryBudget(1L << 30);
        var narrow = new Http2Options { MaxFrameBytes = maxFrameBytes, InitialStreamWindowBytes = 65_535, InitialConnectionWindowBytes = 65_535, MaxBufferedBytes = 1 << 20, Memory = memory };
        await using GrpcServer server = new GrpcServer(new GrpcServerOptions { Http2 = narrow }, "http://127.0.0.1:0")
            .AddUnary(s_unary, static (request, _) => Task.FromResult(request)).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}", new GrpcChannelOptions { Engine = engine, Http2 = narrow });
        CallInvoker invoker = channel.CreateCallInvoker();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(async i =>
        {
            var request = new BytesValue { Value = ByteString.Wrap(Enumerable.Repeat((byte)i, Length).ToArray()) };
            BytesValue reply = await invoker.AsyncUnaryCall(s_unary, null, new CallOptions(cancellationToken: limit.Token), request);
            Assert.True(reply.Value.Span.SequenceEqual(request.Value.Span));
        }));
    }

    // Beginnings of 100 MB where 32 MB are allowed: all but the first wait, by windows that the server takes back.
    [Fact]
    public async Task Messages_whose_beginnings_together_exceed_MaxIncompleteBytes_wait_and_all_become_whole()
    {
        const int Calls = 100, Length = 2 << 20;
        var log = new ListLoggerFactory();
        var narrow = new Http2Options
        {
            InitialConnectionWindowBytes = 1 << 20, MaxStreamWindowBytes = 1, MaxBufferedBytes = 4 << 20, MaxIncompleteBytes = 32 << 20, Memory = new MemoryBudget(1L << 30),
        };
        await using GrpcServer server = new GrpcServer(new GrpcServerOptions { Http2 = narrow, LoggerFactory = log }, "http://127.0.0.1:0")
            .AddUnary(s_raw, static (request, _) => Task.FromResult(new byte[] { request[0], request[^1] })).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}");
        CallInvoker invoker = channel.CreateCallInvoker();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        byte[] request = [1, .. new byte[Length - 2], 2];
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(async _ =>
            Assert.Equal([1, 2], await invoker.AsyncUnaryCall(s_raw, null, new CallOptions(cancellationToken: limit.Token), request))));
        Assert.DoesNotContain(log.Lines, line => line.Event.Id == 22);
        Assert.Equal(0, narrow.Memory.Used);
    }

    private static GrpcChannel Open(GrpcServer server, TransportEngine engine, int maxFrameBytes) => GrpcChannel.ForAddress(
        $"http://127.0.0.1:{server.Port}",
        new GrpcChannelOptions { Engine = engine, Http2 = new Http2Options { MaxFrameBytes = maxFrameBytes } });

    private static async Task DownloadAsync(BytesValue request, IServerStreamWriter<BytesValue> responses, ServerCallContext context)
    {
        for (int i = 0; i < Messages; i++)
            await responses.WriteAsync(Message(i));
    }

    private static async Task EchoAsync(IAsyncStreamReader<BytesValue> requests, IServerStreamWriter<BytesValue> responses, ServerCallContext context)
    {
        await foreach (BytesValue request in requests)
            await responses.WriteAsync(request);
    }

    private static void Check(int i, BytesValue message) =>
        Assert.True(message.Value.Span.SequenceEqual(Message(i).Value.Span), $"message {i}, of {message.Value.Length} bytes, is not as it was sent");

    // Around all the lengths at which something is done otherwise.
    private static BytesValue Message(int i)
    {
        var random = new Random(Seed + i);
        int[] edges = [0, 100, 1024, 4096, 16_384, 32_768, 65_536, 131_072, 300_000];
        byte[] bytes = new byte[Math.Max(0, edges[i % edges.Length] + random.Next(-40, 40))];
        random.NextBytes(bytes);
        return new BytesValue { Value = ByteString.Wrap(bytes) };
    }
}
