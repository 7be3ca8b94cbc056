using System.Buffers.Binary;
using Peregrine.Http2;
using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Connections;

/// <summary>
/// gRPC's negative HTTP/2 interop cases (doc/negative-http2-interop-test-descriptions): a server that misbehaves, or is only unusual, against our client, with the
/// sizes of the official exchange.
/// </summary>
public sealed class NegativeInteropTests
{
    private const int ResponseSize = 314_159;
    private static readonly string s_request = new('q', 271_828);
    private static readonly string s_response = new('r', ResponseSize);
    private static readonly byte[] s_framed = ScriptedPeerExtensions.Framed(s_response);

    [Fact]
    public async Task Goaway_after_a_call_sends_the_next_to_a_new_connection()
    {
        await using ScriptedChannel script = await ConnectAsync();
        AsyncUnaryCall<string> first = StartLarge(script, 1);
        Answer(script.Peer, 1);
        Assert.Equal(s_response, await first);

        script.Peer.SendGoAway(1, ErrorCode.NoError);
        AsyncUnaryCall<string> second = script.Unary(s_request);
        ScriptedPeer fresh = (await script.Connector.NextAttemptAsync()).Accept();
        fresh.SendWindowUpdate(0, 1 << 20);
        while (!(await fresh.NextAsync()).EndsStream)
        {
        }
        Assert.DoesNotContain(script.Peer.TakeAll(), frame => frame.StreamId > 1);
        Answer(fresh, 1);
        Assert.Equal(s_response, await second);
    }

    [Fact]
    public async Task Rst_after_header_fails_the_call()
    {
        await using ScriptedChannel script = await ConnectAsync();
        AsyncUnaryCall<string> call = StartLarge(script, 1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendReset(1, ErrorCode.NoError);
        await AssertResetAsync(call);
        await AssertWorksAsync(script);
    }

    [Fact]
    public async Task Rst_during_data_fails_the_call_and_gives_no_part_of_the_response()
    {
        await using ScriptedChannel script = await ConnectAsync();
        AsyncUnaryCall<string> call = StartLarge(script, 1);
        script.Peer.SendResponseHeaders(1);
        SendData(script.Peer, 1, s_framed.AsSpan(0, s_framed.Length / 2));
        script.Peer.SendReset(1, ErrorCode.NoError);
        await AssertResetAsync(call);
        await AssertWorksAsync(script);
    }

    [Fact]
    public async Task Rst_after_data_fails_a_unary_call_whose_response_was_whole()
    {
        await using ScriptedChannel script = await ConnectAsync();
        AsyncUnaryCall<string> call = StartLarge(script, 1);
        script.Peer.SendResponseHeaders(1);
        SendData(script.Peer, 1, s_framed);
        script.Peer.SendReset(1, ErrorCode.NoError);
        await AssertResetAsync(call);
        await AssertWorksAsync(script);
    }

    [Fact]
    public async Task Ping_is_acknowledged_whatever_else_goes_on()
    {
        await using ScriptedChannel script = await ConnectAsync();
        ulong pings = 0;
        Ping();
        AsyncUnaryCall<string> call = script.Unary(s_request);
        Ping();
        script.Peer.SendResponseHeaders(1);
        for (int at = 0; at < s_framed.Length; at += 16_000)
        {
            Ping();
            script.Peer.SendData(1, s_framed.AsSpan(at, Math.Min(16_000, s_framed.Length - at)));
        }
        Ping();
        script.Peer.SendTrailers(1);
        Ping();
        Assert.Equal(s_response, await call);
        // Our client has PINGs of its own, to measure the delay of the link.
        ulong[] acknowledged =
            [.. script.Peer.TakeAll().Where(frame => frame.Type == FrameType.Ping && frame.IsAck).Select(frame => BinaryPrimitives.ReadUInt64BigEndian(frame.Payload))];
        Assert.Equal(Enumerable.Range(1, (int)pings).Select(ping => (ulong)ping), acknowledged);

        void Ping() => script.Peer.SendPing(++pings);
    }

    [Fact]
    public async Task Max_streams_of_one_is_kept_by_fifteen_callers_at_a_time()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(null, (3, 1), (4, 1 << 20));
        script.Peer.SendWindowUpdate(0, 15 * (1 << 20));
        AsyncUnaryCall<string>[] calls = [.. Enumerable.Range(0, 15).Select(_ => script.Unary(s_request))];
        for (int i = 0; i < calls.Length; i++)
        {
            int stream = 1 + 2 * i;
            WireFrame frame;
            do
            {
                frame = await script.Peer.NextAsync();
                Assert.True(frame.StreamId == stream || frame.StreamId == 0, $"{frame} while {stream} is the only stream allowed");
            }
            while (!frame.EndsStream);
            Answer(script.Peer, stream);
            Assert.Equal(s_response, await calls[i]);
        }
    }

    [Theory]
    [InlineData(255)]
    [InlineData(0)]
    public async Task Data_frame_padding_is_given_back_to_both_windows(int padding)
    {
        await using ScriptedChannel script = await ConnectAsync();
        var options = new Http2Options();
        long connection = options.InitialConnectionWindowBytes;
        // Padded, this is more than twice what the window of the connection holds: without credit for the padding the server would have to stop.
        for (int stream = 1; stream < 41; stream += 2)
        {
            AsyncUnaryCall<string> call = StartLarge(script, stream);
            script.Peer.SendResponseHeaders(stream);
            long window = options.InitialStreamWindowBytes;
            for (int at = 0; at < s_framed.Length; at += 64)
            {
                byte[] payload = Padded(s_framed.AsSpan(at, Math.Min(64, s_framed.Length - at)), padding);
                foreach (WireFrame update in script.Peer.TakeAll().Where(frame => frame.Type == FrameType.WindowUpdate))
                {
                    window += update.StreamId == stream ? update.Number : 0;
                    connection += update.StreamId == 0 ? update.Number : 0;
                }
                window -= payload.Length;
                connection -= payload.Length;
                Assert.True(window >= 0 && connection >= 0, $"no credit for more after {at} bytes on stream {stream}: {window} on it, {connection} on the connection");
                script.Peer.SendFrame(FrameType.Data, padding > 0 ? FrameFlags.Padded : FrameFlags.None, stream, payload);
            }
            script.Peer.SendTrailers(stream);
            Assert.Equal(s_response, await call);
            script.Peer.SendWindowUpdate(0, s_request.Length);
        }
        Assert.Equal(0, script.Peer.Connection.OpenStreams);
    }

    private static async Task<ScriptedChannel> ConnectAsync()
    {
        ScriptedChannel script = await ScriptedChannel.ConnectAsync(null, (4, 1 << 20));
        script.Peer.SendWindowUpdate(0, 1 << 20);
        return script;
    }

    // RFC 9113 §6.1: the length of the padding, the data, the padding.
    private static byte[] Padded(ReadOnlySpan<byte> data, int padding) => padding == 0 ? data.ToArray() : [(byte)padding, .. data, .. new byte[padding]];

    private static AsyncUnaryCall<string> StartLarge(ScriptedChannel script, int stream)
    {
        AsyncUnaryCall<string> call = script.Unary(s_request);
        script.Peer.ExpectHeaders(stream, endStream: false);
        Assert.Equal(s_request.Length + 5, script.Peer.ExpectAllData(stream).Length);
        return call;
    }

    private static void Answer(ScriptedPeer peer, int stream)
    {
        peer.SendResponseHeaders(stream);
        SendData(peer, stream, s_framed);
        peer.SendTrailers(stream);
    }

    // The windows of our client hold the whole response.
    private static void SendData(ScriptedPeer peer, int stream, ReadOnlySpan<byte> data)
    {
        for (int at = 0; at < data.Length; at += 16_000)
            peer.SendData(stream, data[at..Math.Min(at + 16_000, data.Length)]);
    }

    private static async Task AssertResetAsync(AsyncUnaryCall<string> call)
    {
        RpcResult<string> result = await call.AsResult();
        // Rule 6: NO_ERROR says nothing about the call, so that it is INTERNAL.
        Assert.Equal(StatusCode.Internal, result.Status.StatusCode);
    }

    private static async Task AssertWorksAsync(ScriptedChannel script)
    {
        AsyncUnaryCall<string> next = script.Unary();
        script.Peer.TakeAll();
        script.Peer.Answer(3);
        Assert.Equal("ok", await next);
        Assert.Equal(0, script.Peer.Connection.OpenStreams);
    }
}
