using Peregrine.Http2;
using Peregrine.Http2.Buffers;
using Peregrine.Http2.Frames;
using Peregrine.Messages;
using Peregrine.Protobuf;
using Peregrine.Protobuf.WellKnownTypes;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Calls;

/// <summary>
/// Long requests of unary calls over hand-driven frames: they go out from where they lie, may be sent again until their fate is known, and their memory is nobody's before everybody is done with it.
/// </summary>
public sealed class LongRequestTests
{
    private const int InitialWindow = 4;
    private const int Bytes = 60_000;

    private static readonly Method<BytesValue, BytesValue> s_bytes =
        new(MethodType.Unary, "test.Long", "Bytes", Marshallers.For<BytesValue>(), Marshallers.For<BytesValue>());

    private static readonly Method<StringValue, BytesValue> s_text =
        new(MethodType.Unary, "test.Long", "Text", Marshallers.For<StringValue>(), Marshallers.For<BytesValue>());

    [Fact]
    public async Task Bytes_that_never_change_go_out_from_their_own_array()
    {
        await using ScriptedChannel script = await ConnectAsync();
        byte[] array = Filled(1);
        script.Peer.Transport.IsStuck = true;
        AsyncUnaryCall<BytesValue> call = script.Invoker.AsyncUnaryCall(s_bytes, null, default, new BytesValue { Value = ByteString.FromOwned(array) });
        Assert.Equal(Bytes, SentOf(script.Peer, array));
        script.Peer.Transport.IsStuck = false;
        script.Peer.Answer(1, "");
        Assert.Equal(new BytesValue(), await call);
    }

    [Fact]
    public async Task Other_long_requests_go_out_from_the_memory_that_they_were_serialized_into()
    {
        await using ScriptedChannel script = await ConnectAsync();
        script.Peer.Transport.IsStuck = true;
        AsyncUnaryCall<BytesValue> call = script.Invoker.AsyncUnaryCall(s_text, null, default, new StringValue { Value = Text(0) });
        ITransportSession session = script.Peer.Connection;
        Assert.True(session.TryTakeOutput(out OutputBatch? batch));
        // What is copied lies in the batch's own buffer, with the frames' headers.
        ArraySegment<byte>[] segments = [.. Enumerable.Range(0, batch.Count).Select(i => batch[i])];
        IGrouping<byte[]?, ArraySegment<byte>> message = Assert.Single(segments.GroupBy(segment => segment.Array), others => others.Key != segments[0].Array);
        Assert.Equal(Bytes + 9, message.Sum(segment => segment.Count));
        session.OutputSent(batch);
        script.Peer.Transport.IsStuck = false;
        script.Peer.Answer(1, "");
        Assert.Equal(new BytesValue(), await call);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rule_54_a_long_request_that_was_refused_is_sent_again_as_it_was(bool isConfigured)
    {
        await using ScriptedChannel script = await ConnectAsync(isConfigured);
        for (int i = 0; i < 3; i++)
        {
            byte[] lent = Filled(2);
            AsyncUnaryCall<BytesValue>[] calls =
            [
                script.Invoker.AsyncUnaryCall(s_bytes, null, default, new BytesValue { Value = ByteString.FromOwned(Filled(1)) }),
                script.Invoker.AsyncUnaryCall(s_bytes, null, default, new BytesValue { Value = ByteString.Wrap(lent) }),
                script.Invoker.AsyncUnaryCall(s_text, null, default, new StringValue { Value = Text(i) }),
            ];
            lent.AsSpan().Clear();
            Dictionary<int, byte[]> first = Requests(script.Peer);
            Assert.Equal(3, first.Count);
            foreach (int id in first.Keys)
                script.Peer.SendReset(id, ErrorCode.RefusedStream);
            Dictionary<int, byte[]> second = Requests(script.Peer);
            Assert.Equal(first.OrderBy(request => request.Key).Select(request => request.Value), second.OrderBy(request => request.Key).Select(request => request.Value));
            Assert.All(first.Values, request => Assert.Equal(Bytes + 9, request.Length));
            foreach (int id in second.Keys)
                script.Peer.Answer(id, "");
            foreach (AsyncUnaryCall<BytesValue> call in calls)
                Assert.Equal(new BytesValue(), await call);
        }
    }

    [Fact]
    public async Task Rule_54_the_part_of_a_refused_request_that_was_not_sent_is_not_sent_and_the_second_attempt_is_whole()
    {
        await using ScriptedChannel script = await ConnectAsync(window: 40_000);
        AsyncUnaryCall<BytesValue> call = script.Invoker.AsyncUnaryCall(s_text, null, default, new StringValue { Value = Text(0) });
        script.Peer.ExpectHeaders(1, endStream: false);
        Assert.Equal(40_000, script.Peer.TakeAll().Sum(frame => frame.Payload.Length));
        script.Peer.SendReset(1, ErrorCode.RefusedStream);
        script.Peer.SendWindowUpdate(3, 100_000);
        script.Peer.ExpectHeaders(3, endStream: false);
        byte[] whole = script.Peer.ExpectAllData(3);
        Assert.Equal(Bytes + 9, whole.Length);
        Assert.True(whole.AsSpan(9).IndexOfAnyExcept((byte)'a') < 0);
        script.Peer.Answer(3, "");
        Assert.Equal(new BytesValue(), await call);
    }

    [Fact]
    public async Task A_call_that_ends_before_its_request_is_sent_does_not_change_what_is_on_its_way()
    {
        await using ScriptedChannel script = await ConnectAsync();
        ITransportSession session = script.Peer.Connection;
        script.Peer.Transport.IsStuck = true;
        AsyncUnaryCall<BytesValue> call = script.Invoker.AsyncUnaryCall(s_text, null, default, new StringValue { Value = Text(0) });
        Assert.True(session.TryTakeOutput(out OutputBatch? batch));
        byte[] before = [.. Enumerable.Range(0, batch.Count).SelectMany(i => batch[i])];
        script.Peer.Answer(1, ""); // before the request has gone out, as a server may
        await call;
        for (int i = 1; i < 4; i++)
            script.Invoker.AsyncUnaryCall(s_text, null, default, new StringValue { Value = Text(i) }).Dispose();
        Assert.Equal(before, Enumerable.Range(0, batch.Count).SelectMany(i => batch[i]));
        session.OutputSent(batch);
        script.Peer.Transport.IsStuck = false;
    }

    [Fact]
    public void A_long_message_has_its_buffer_shared_only_where_a_part_of_it_is_long()
    {
        var message = new LongMessage();
        byte[] buffer = new byte[100];
        List<ArraySegment<byte>> parts = [new(buffer, 10, 4), new ArraySegment<byte>(new byte[40_000]), new(buffer, 14, 0)];
        message.Take(ref buffer, new SerializedMessage(10, 40_004), 5, parts);
        Assert.Equal(100, buffer.Length);
        Assert.Empty(parts);
        Assert.Equal([9, 40_000], message.Pieces.ToArray().Select(piece => piece.Bytes.Count));
        Assert.All(message.Pieces.ToArray(), piece => Assert.Null(piece.Home));
        message.Clear();

        byte[] large = System.Buffers.ArrayPool<byte>.Shared.Rent(50_000);
        byte[] taken = large;
        message.Take(ref taken, new SerializedMessage(10, 40_000), 5, parts);
        Assert.Empty(taken);
        DataPiece only = Assert.Single(message.Pieces.ToArray());
        Assert.Equal((5, 40_005, 1), (only.Bytes.Offset, only.Bytes.Count, only.Home!.Holders));
        message.Clear();
        Assert.Equal(0, only.Home.Holders);
        Assert.True(message.Pieces.IsEmpty);
    }

    private static Task<ScriptedChannel> ConnectAsync(bool isConfigured = false, uint window = 1 << 20)
    {
        Func<FakeTimeProvider, GrpcChannelOptions>? options = isConfigured
            ? time => new GrpcChannelOptions { TimeProvider = time, Random = new Random(1), ServiceConfig = Retrying() }
            : null;
        return OpenAsync(options, window);
    }

    private static async Task<ScriptedChannel> OpenAsync(Func<FakeTimeProvider, GrpcChannelOptions>? options, uint window)
    {
        ScriptedChannel script = await ScriptedChannel.ConnectAsync(options, (InitialWindow, window));
        script.Peer.SendWindowUpdate(0, 1 << 24);
        return script;
    }

    private static ServiceConfig Retrying() => new()
    {
        MethodConfigs = { new MethodConfig { Names = { MethodName.Default }, RetryPolicy = new RetryPolicy { MaxAttempts = 3, RetryableStatusCodes = { StatusCode.Unavailable } } } },
    };

    // What has come of whole requests, by stream.
    private static Dictionary<int, byte[]> Requests(ScriptedPeer peer)
    {
        Dictionary<int, byte[]> requests = [];
        foreach (WireFrame frame in peer.TakeAll())
        {
            if (frame.Type == FrameType.Data)
                requests[frame.StreamId] = [.. requests.GetValueOrDefault(frame.StreamId, []), .. frame.Payload];
        }
        return requests;
    }

    private static int SentOf(ScriptedPeer peer, byte[] array)
    {
        ITransportSession session = peer.Connection;
        Assert.True(session.TryTakeOutput(out OutputBatch? batch));
        int sent = Enumerable.Range(0, batch.Count).Where(i => ReferenceEquals(batch[i].Array, array)).Sum(i => batch[i].Count);
        session.OutputSent(batch);
        return sent;
    }

    private static string Text(int i) => new((char)('a' + i), Bytes);

    private static byte[] Filled(byte value)
    {
        byte[] array = new byte[Bytes];
        array.AsSpan().Fill(value);
        return array;
    }
}
