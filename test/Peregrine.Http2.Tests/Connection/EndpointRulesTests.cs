using System.Buffers.Binary;
using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>Sentences of RFC 9113 that concern a whole endpoint rather than one frame or one stream's state.</summary>
public sealed class EndpointRulesTests
{
    private readonly RecordingObserver _observer = new();

    [Fact]
    [Spec("RFC9113 §4.1")]
    public void The_reserved_bit_of_a_stream_id_is_ignored_and_never_sent()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendFrame(FrameType.Headers, FrameFlags.EndHeaders, unchecked((int)0x80000001), peer.Encode((":method", "POST"), (":scheme", "http"), (":path", "/")));
        Assert.Equal(1, _observer.Accepted[0].Id);
        byte[] increment = [0x80, 0, 0, 5]; // §6.9: the bit above the increment is reserved too
        peer.SendFrame(FrameType.WindowUpdate, FrameFlags.None, 1, increment);
        peer.ExpectNothing();
        _observer.Accepted[0].SendHeaders(Samples.Response, null, endStream: true);
        peer.ExpectHeaders(1, endStream: true);
    }

    [Theory]
    [InlineData(0x2, 5)] // PRIORITY, which may come any time else
    [InlineData(0x42, 0)] // an extension
    [InlineData(0x4, 0)]
    [InlineData(0x8, 4)]
    [InlineData(0x0, 1)]
    [Spec("RFC9113 §4.3, §5.5, §6.2")]
    public void Nothing_may_come_between_HEADERS_and_its_CONTINUATION(int type, int length)
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendFrame(FrameType.Headers, FrameFlags.None, 1, [0x82]);
        peer.SendFrame((FrameType)type, FrameFlags.None, type == 4 ? 0 : 1, new byte[length]);
        peer.ExpectConnectionError(ErrorCode.ProtocolError);
    }

    [Fact]
    [Spec("RFC9113 §5.1.1")]
    public void A_new_stream_closes_the_idle_ones_below_it()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(5);
        peer.SendWindowUpdate(3, 1); // closed, not idle: no error
        peer.SendReset(1, ErrorCode.Cancel);
        peer.ExpectNothing();
        peer.SendData(3, "x"u8);
        peer.ExpectReset(3, ErrorCode.StreamClosed);
        peer.SendRequest(7);
        Assert.Equal([5, 7], _observer.Accepted.Select(s => s.Id));
    }

    [Fact]
    [Spec("RFC9113 §5.4.2")]
    public void RST_STREAM_is_never_answered_with_RST_STREAM()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1);
        peer.SendReset(1, ErrorCode.Cancel);
        peer.SendReset(1, ErrorCode.Cancel);
        peer.SendRequest(3, endStream: true);
        peer.SendReset(3, ErrorCode.ProtocolError);
        peer.ExpectNothing();
    }

    [Fact]
    [Spec("RFC9113 §6.5.3")]
    public void Settings_apply_in_their_order_and_before_they_are_acknowledged()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet((4, 0));
        peer.SendRequest(1, endStream: true);
        _observer.Accepted[0].SendHeaders(Samples.Response, null, endStream: false);
        _observer.Accepted[0].SendData("0123456789"u8, endStream: true);
        peer.ExpectHeaders(1);
        peer.ExpectNothing();
        peer.SendSettings((4, 100), (4, 0), (4, 4));
        Assert.True(peer.Next().IsAck);
        Assert.Equal("0123"u8.ToArray(), peer.ExpectData(1, endStream: false));
        Assert.Equal(4, peer.Connection.RemoteSettings.InitialWindowBytes);
        peer.ExpectNothing();
    }

    [Fact]
    [Spec("RFC7541 §4.2, RFC9113 §6.5.3")]
    public void A_table_size_that_falls_and_rises_within_one_SETTINGS_frame_is_answered_with_both_updates()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendSettings((1, 100), (1, 0), (1, 4096));
        Assert.True(peer.Next().IsAck);
        peer.SendRequest(1, endStream: true);
        _observer.Accepted[0].SendHeaders(Samples.Response, null, endStream: true);
        Assert.StartsWith("203FE11F", Convert.ToHexString(peer.Next().Payload), StringComparison.Ordinal); // to 0, then to 4096
    }

    [Fact]
    [Spec("RFC9113 §6.9.2")]
    public void SETTINGS_never_change_the_connections_window()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet((4, 1_000_000));
        peer.SendRequest(1, endStream: true);
        _observer.Accepted[0].SendHeaders(Samples.Response, null, endStream: false);
        _observer.Accepted[0].SendData(new byte[100_000], endStream: true);
        peer.ExpectHeaders(1);
        Assert.Equal(65_535, peer.TakeAll().Where(f => f.Type == FrameType.Data).Sum(f => f.Payload.Length));
        peer.SendSettings((4, 2_000_000));
        Assert.True(peer.Next().IsAck);
        peer.ExpectNothing();
        peer.SendWindowUpdate(0, 100_000);
        Assert.Equal(100_000 - 65_535, peer.TakeAll().Sum(f => f.Payload.Length));
    }

    [Fact]
    [Spec("RFC9113 §6.8")]
    public void After_the_final_GOAWAY_new_requests_are_ignored_but_their_headers_decoded_and_their_credit_returned()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { InitialConnectionWindowBytes = 65535 }).Greet();
        peer.SendRequest(1);
        peer.Connection.Drain();
        peer.SendFrame(FrameType.Ping, FrameFlags.Ack, 0, peer.TakeAll().Single(f => f.Type == FrameType.Ping).Payload);
        peer.TakeAll();
        byte[] indexing = [0x83, 0x86, 0x84, 0x40, 1, (byte)'k', 1, (byte)'v'];
        peer.SendFrame(FrameType.Headers, FrameFlags.EndHeaders, 3, indexing);
        for (int i = 0; i < 8; i++)
        {
            peer.SendData(3, new byte[16_384]);
        }
        Assert.True(peer.TakeAll().Sum(f => f.Type == FrameType.WindowUpdate && f.StreamId == 0 ? f.Number : -1_000_000) > 65_535);
        peer.SendFrame(FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.EndStream, 1, [0xbe]); // trailers "k: v" out of the table
        Assert.EndsWith("1 trailers k=v", _observer.Log, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("RFC9113 §7")]
    public void Unknown_error_codes_mean_nothing_special()
    {
        ScriptedPeer server = ScriptedPeer.ForServer(_observer).Greet();
        server.SendRequest(1);
        server.SendReset(1, (ErrorCode)0xdead);
        Assert.EndsWith("1 reset 57005 Peer Processed", _observer.Log, StringComparison.Ordinal);
        server.SendRequest(3);
        Assert.Equal(2, _observer.Accepted.Count);

        ScriptedPeer client = ScriptedPeer.ForClient(_observer).Greet();
        client.SendGoAway(0, (ErrorCode)0xdead, "odd");
        Assert.Contains("goaway 0 57005 odd", _observer.Log, StringComparison.Ordinal);
        Assert.True(client.Transport.CloseAsked);
    }

    [Fact]
    [Spec("RFC9113 §8.1")]
    public void A_client_keeps_a_complete_response_when_NO_ERROR_stops_its_request()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet();
        peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, endStream: false, out Http2Stream? stream);
        peer.ExpectHeaders(1);
        peer.SendResponseHeaders(1);
        peer.SendData(1, "early"u8, endStream: true);
        peer.SendReset(1, ErrorCode.NoError);
        Assert.EndsWith("1 data early end\n1 reset NoError Peer Processed", _observer.Log, StringComparison.Ordinal);
        Assert.True(stream!.SendData("more"u8, endStream: true));
        peer.ExpectNothing();
    }

    [Fact]
    [Spec("RFC9113 §6.6, §8.4.1, §5.1.2")]
    public void A_promise_needs_an_open_request_a_free_place_and_a_connection_that_goes_on()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet((3, 1));
        peer.SendRequest(1, endStream: true);
        peer.SendRequest(3, endStream: true);
        Assert.True(_observer.Accepted[0].TryPush(_observer.Stream(), Samples.Request, out Http2Stream? first));
        Assert.Equal(2, first!.Id);
        Assert.False(_observer.Accepted[0].TryPush(_observer.Stream(), Samples.Request, out _)); // the client's MAX_CONCURRENT_STREAMS is 1
        first.SendResponse(Samples.Response, null, "x"u8, Samples.Trailers);
        Assert.True(_observer.Accepted[0].TryPush(_observer.Stream(), Samples.Request, out Http2Stream? second));
        Assert.Equal(4, second!.Id);
        peer.SendReset(4, ErrorCode.Cancel); // §8.4.2: the client does not want it
        _observer.Accepted[0].SendHeaders(Samples.Response, null, endStream: true);
        Assert.False(_observer.Accepted[0].TryPush(_observer.Stream(), Samples.Request, out _));
        peer.SendGoAway(2, ErrorCode.NoError);
        Assert.False(_observer.Accepted[1].TryPush(_observer.Stream(), Samples.Request, out _));
    }

    [Fact]
    [Spec("RFC9113 §5.2.1, §6.9")]
    public void Only_DATA_is_flow_controlled()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet((4, 0));
        peer.SendRequest(1, endStream: true);
        var tail = new HeaderFields();
        tail.Add("x", new string('h', 100_000)); // more than the connection's window
        _observer.Accepted[0].SendHeaders(Samples.Response, tail, endStream: false);
        _observer.Accepted[0].SendTrailers(Samples.Trailers, tail);
        peer.ExpectHeaders(1, endStream: false);
        peer.ExpectHeaders(1, endStream: true);
        peer.SendPing(7);
        Assert.True(peer.Next().IsAck);
    }

    [Fact]
    [Spec("RFC9113 §6.4, §5.1")]
    public void A_stream_error_on_an_idle_stream_ends_the_connection_because_RST_STREAM_must_not_name_it()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendFrame(FrameType.Priority, FrameFlags.None, 9, new byte[4]); // §6.3: FRAME_SIZE_ERROR of the stream
        peer.ExpectConnectionError(ErrorCode.FrameSizeError);
    }

    [Fact]
    [Spec("RFC9113 §5.1.1")]
    public void When_its_stream_ids_are_used_up_a_client_takes_another_connection()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet();
        using (peer.Connection.Gate.Hold())
        {
            Assert.Equal(OpenStatus.Opened, peer.Connection.Rules.MayOpen(int.MaxValue - 2));
            Assert.Equal(OpenStatus.Draining, peer.Connection.Rules.MayOpen(int.MaxValue));
        }
    }

    [Fact]
    [Spec("RFC9113 §6.8")]
    public void GOAWAY_names_the_last_stream_that_was_taken()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1);
        peer.SendRequest(7);
        peer.SendFrame(FrameType.Ping, FrameFlags.None, 0, [1]);
        WireFrame goAway = peer.ExpectConnectionError(ErrorCode.FrameSizeError);
        Assert.Equal(7, BinaryPrimitives.ReadInt32BigEndian(goAway.Payload));
    }
}
