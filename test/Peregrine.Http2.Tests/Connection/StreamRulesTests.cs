using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>What RFC 9113 §5.1 and §8 ask of the frames of a stream.</summary>
public sealed class StreamRulesTests
{
    private readonly RecordingObserver _observer = new();

    [Fact]
    [Spec("RFC9113 §5.1.1")]
    public void A_client_must_not_use_even_ids()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(2);
        peer.ExpectConnectionError(ErrorCode.ProtocolError);
    }

    [Fact]
    [Spec("RFC9113 §5.1.1")]
    public void Ids_must_ascend()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(5);
        peer.SendRequest(3);
        peer.ExpectConnectionError(ErrorCode.ProtocolError);
    }

    [Fact]
    [Spec("RFC9113 §5.1")]
    public void HEADERS_on_a_stream_that_both_sides_ended_is_a_connection_error()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1, endStream: true);
        _observer.Accepted[0].SendHeaders(Samples.Response, null, endStream: true);
        peer.SendRequest(1, endStream: true);
        peer.ExpectConnectionError(ErrorCode.StreamClosed);
    }

    [Fact]
    [Spec("RFC9113 §5.1")]
    public void DATA_after_END_STREAM_is_a_stream_error_STREAM_CLOSED()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1, endStream: true);
        peer.SendData(1, "x"u8);
        peer.ExpectReset(1, ErrorCode.StreamClosed);
        Assert.EndsWith("1 reset StreamClosed Local Processed", _observer.Log, StringComparison.Ordinal);
        peer.SendRequest(3, endStream: true);
        Assert.Equal(2, _observer.Accepted.Count);
    }

    [Fact]
    [Spec("RFC9113 §5.1")]
    public void Frames_that_were_under_way_when_we_reset_are_ignored_and_their_credit_returns()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { InitialConnectionWindowBytes = 65535 }).Greet();
        peer.SendRequest(1);
        _observer.Accepted[0].Reset(ErrorCode.Cancel);
        peer.ExpectReset(1, ErrorCode.Cancel);
        for (int i = 0; i < 10; i++)
        {
            peer.SendData(1, new byte[16384]); // far more than the connection's window in all
        }
        Assert.True(peer.TakeAll().Sum(f => f.StreamId == 0 && f.Type == FrameType.WindowUpdate ? f.Number : -1_000_000) > 8 * 16384);
        peer.SendHeaders(1, endStream: true, ("t", "1"));
        peer.SendWindowUpdate(1, 5);
        peer.SendReset(1, ErrorCode.Cancel);
        peer.ExpectNothing();
    }

    [Fact]
    [Spec("RFC9113 §5.1")]
    public void Frames_after_the_peers_own_reset_are_STREAM_CLOSED()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1);
        peer.SendReset(1, ErrorCode.Cancel);
        Assert.EndsWith("1 reset Cancel Peer Processed", _observer.Log, StringComparison.Ordinal);
        peer.SendData(1, "x"u8);
        peer.ExpectReset(1, ErrorCode.StreamClosed);
    }

    [Fact]
    [Spec("RFC9113 §5.1")]
    public void WINDOW_UPDATE_and_RST_STREAM_shortly_after_the_end_are_ignored()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1, endStream: true);
        _observer.Accepted[0].SendHeaders(Samples.Response, null, endStream: true);
        peer.ExpectHeaders(1, endStream: true);
        peer.SendWindowUpdate(1, 10);
        peer.SendReset(1, ErrorCode.NoError);
        peer.ExpectNothing();
    }

    [Fact]
    [Spec("RFC9113 §6.9")]
    public void A_WINDOW_UPDATE_of_zero_on_a_stream_is_a_stream_error()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1);
        peer.SendWindowUpdate(1, 0);
        peer.ExpectReset(1, ErrorCode.ProtocolError);
    }

    [Fact]
    [Spec("RFC9113 §5.1.2, §8.7")]
    public void Streams_over_MAX_CONCURRENT_STREAMS_are_refused_and_the_connection_goes_on()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { MaxConcurrentStreams = 2 }).Greet();
        peer.SendRequest(1);
        peer.SendRequest(3);
        peer.SendRequest(5);
        peer.ExpectReset(5, ErrorCode.RefusedStream);
        peer.SendData(5, "late"u8, endStream: true);
        peer.ExpectNothing();
        peer.SendReset(1, ErrorCode.Cancel);
        peer.SendRequest(7);
        Assert.Equal([1, 3, 7], _observer.Accepted.Select(s => s.Id));
    }

    [Fact]
    public void A_request_that_nobody_takes_is_refused()
    {
        _observer.Refuses = true;
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1);
        peer.ExpectReset(1, ErrorCode.RefusedStream);
        Assert.Equal(0, peer.Connection.OpenStreams);
    }

    [Fact]
    public void A_stream_may_be_answered_and_closed_while_it_is_being_accepted()
    {
        _observer.OnAccept = stream =>
        {
            stream.SendHeaders(Samples.Trailers, null, endStream: true);
            stream.StopReceiving();
            stream.Release();
        };
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1);
        peer.ExpectHeaders(1, endStream: true);
        peer.ExpectReset(1, ErrorCode.NoError);
        Assert.EndsWith("1 reset NoError Local Processed", _observer.Log, StringComparison.Ordinal);
        _observer.Refuses = true;
        peer.SendRequest(3);
        peer.ExpectHeaders(3, endStream: true);
        peer.ExpectReset(3, ErrorCode.NoError);
        peer.ExpectNothing();
        peer.SendRequest(5);
        Assert.Same(_observer.Accepted[0], _observer.Accepted[2]); // the object is used again once the loop is done with it
    }

    [Theory]
    [InlineData("a request without :path", ":method=POST :scheme=http")]
    [InlineData("upper case", ":method=POST :scheme=http :path=/ Upper=1")]
    [InlineData("connection-specific", ":method=POST :scheme=http :path=/ connection=close")]
    [Spec("RFC9113 §8.1.1")]
    public void A_malformed_request_is_a_stream_error_and_never_seen_above(string what, string fields)
    {
        Assert.NotEmpty(what);
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendHeaders(1, endStream: true, [.. fields.Split(' ').Select(f => (f[..f.IndexOf('=', 1)], f[(f.IndexOf('=', 1) + 1)..]))]);
        peer.ExpectReset(1, ErrorCode.ProtocolError);
        Assert.Empty(_observer.Accepted);
        peer.SendRequest(3, endStream: true);
        Assert.Single(_observer.Accepted);
    }

    [Theory]
    [InlineData(4, "abc", true)] // too short
    [InlineData(2, "abc", false)] // too long
    [InlineData(1, "", true)]
    [Spec("RFC9113 §8.1.1")]
    public void DATA_that_does_not_add_up_to_content_length_is_a_stream_error(int length, string data, bool end)
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1, more: ("content-length", $"{length}"));
        peer.SendData(1, System.Text.Encoding.ASCII.GetBytes(data), end);
        peer.ExpectReset(1, ErrorCode.ProtocolError);
    }

    [Fact]
    [Spec("RFC9113 §8.1.1")]
    public void DATA_that_adds_up_to_content_length_is_taken()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1, more: ("content-length", "5"));
        peer.SendData(1, "ab"u8);
        peer.SendData(1, "cde"u8, endStream: true);
        peer.SendRequest(3, endStream: true, more: ("content-length", "0"));
        peer.ExpectNothing();
        peer.SendRequest(5, endStream: true, more: ("content-length", "1"));
        peer.ExpectReset(5, ErrorCode.ProtocolError);
    }

    [Fact]
    [Spec("RFC9113 §8.1")]
    public void Trailers_end_the_stream_or_are_malformed()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1);
        peer.SendHeaders(1, endStream: true, ("a", "b"));
        Assert.EndsWith("1 trailers a=b", _observer.Log, StringComparison.Ordinal);
        peer.SendRequest(3);
        peer.SendHeaders(3, endStream: false, ("a", "b"));
        peer.ExpectReset(3, ErrorCode.ProtocolError);
    }

    [Fact]
    [Spec("RFC9113 §8.1")]
    public void A_client_skips_interim_responses_and_takes_headers_data_and_trailers()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet();
        Open(peer, endStream: true);
        peer.SendHeaders(1, endStream: false, (":status", "100"));
        peer.SendHeaders(1, endStream: false, (":status", "103"), ("link", "x"));
        peer.SendResponseHeaders(1);
        peer.SendData(1, "hi"u8);
        peer.SendHeaders(1, endStream: true, ("grpc-status", "0"));
        Assert.EndsWith("1 headers :status=200 content-type=application/grpc\n1 data hi\n1 trailers grpc-status=0\n1 closed", _observer.Log, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("RFC9113 §8.1")]
    public void A_client_resets_responses_that_are_malformed()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet();
        Open(peer);
        peer.SendData(1, "early"u8);
        peer.ExpectReset(1, ErrorCode.ProtocolError);
        Open(peer);
        peer.SendHeaders(3, endStream: false, ("no-status", "1"));
        peer.ExpectReset(3, ErrorCode.ProtocolError);
        Open(peer);
        peer.SendHeaders(5, endStream: true, (":status", "100"));
        peer.ExpectReset(5, ErrorCode.ProtocolError);
        Open(peer);
        peer.SendResponseHeaders(7);
        peer.SendResponseHeaders(7);
        peer.ExpectReset(7, ErrorCode.ProtocolError);
    }

    [Fact]
    [Spec("RFC9113 §6.6, §8.4")]
    public void A_client_that_did_not_allow_it_treats_a_push_as_PROTOCOL_ERROR()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet();
        Open(peer);
        peer.SendFrame(FrameType.PushPromise, FrameFlags.EndHeaders, 1, [0, 0, 0, 2, 0x82]);
        peer.ExpectConnectionError(ErrorCode.ProtocolError);
    }

    [Fact]
    [Spec("RFC9113 §5.1")]
    public void A_client_knows_which_ids_it_has_not_opened()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet();
        peer.SendResponseHeaders(1);
        peer.ExpectConnectionError(ErrorCode.ProtocolError);
    }

    [Fact]
    [Spec("RFC9113 §8.7")]
    public void REFUSED_STREAM_says_that_nothing_was_processed()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet();
        Open(peer);
        peer.SendReset(1, ErrorCode.RefusedStream);
        Assert.EndsWith("1 reset RefusedStream Peer NotProcessed", _observer.Log, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("RFC9113 §5.1.2")]
    public void A_client_obeys_MAX_CONCURRENT_STREAMS_as_it_is_now_and_hears_of_free_places()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet((3, 1));
        Open(peer);
        Assert.Equal(OpenStatus.StreamLimit, peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, true, out _));
        Assert.DoesNotContain("slots", _observer.TakeLog(), StringComparison.Ordinal);
        peer.SendReset(1, ErrorCode.Cancel);
        Assert.EndsWith("slots", _observer.TakeLog(), StringComparison.Ordinal);
        Open(peer);
        Assert.Equal(OpenStatus.StreamLimit, peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, true, out _));
        peer.SendSettings((3, 2));
        Assert.EndsWith("slots", _observer.TakeLog(), StringComparison.Ordinal);
        peer.TakeAll();
        Open(peer);
        peer.SendSettings((3, 0));
        peer.SendReset(3, ErrorCode.Cancel);
        Assert.Equal(OpenStatus.StreamLimit, peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, true, out _));
    }

    [Fact]
    public void Ids_are_given_in_the_order_in_which_HEADERS_are_written()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet();
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 200; i++)
            {
                Assert.Equal(OpenStatus.Opened, peer.Connection.TryOpenStream(new StreamRecorder([]), Samples.Request, null, true, out Http2Stream? _));
            }
        });
        peer.Transport.Flush();
        Assert.Equal(Enumerable.Range(0, 1600).Select(i => (i * 2) + 1), peer.TakeAll().Select(f => f.StreamId));
    }

    [Fact]
    [Spec("RFC9113 §8.1")]
    public void A_server_that_is_done_early_stops_the_request_with_NO_ERROR()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1);
        _observer.Accepted[0].SendHeaders(Samples.Response, null, endStream: false);
        _observer.Accepted[0].StopReceiving();
        peer.ExpectHeaders(1);
        peer.ExpectNothing();
        _observer.Accepted[0].SendTrailers(Samples.Trailers);
        peer.ExpectHeaders(1, endStream: true);
        peer.ExpectReset(1, ErrorCode.NoError);
        peer.SendData(1, "late"u8, endStream: true);
        peer.ExpectNothing();
        Assert.EndsWith("1 reset NoError Local Processed", _observer.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Sends_on_a_closed_stream_do_nothing()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1);
        Http2Stream stream = _observer.Accepted[0];
        peer.SendReset(1, ErrorCode.Cancel);
        stream.SendHeaders(Samples.Response, null, endStream: false);
        Assert.True(stream.SendData("x"u8, endStream: true));
        Assert.True(stream.SendData(OwnedBuffer.Copy("x"u8), endStream: true));
        stream.SendTrailers(Samples.Trailers);
        stream.SendResponse(Samples.Response, null, "x"u8, Samples.Trailers);
        stream.StopReceiving();
        stream.Reset(ErrorCode.Cancel);
        stream.Consume(5);
        stream.ExpectMessage(5);
        peer.ExpectNothing();
    }

    [Fact]
    public void Sends_out_of_order_are_bugs_of_the_caller()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1);
        Http2Stream stream = _observer.Accepted[0];
        Assert.Throws<InvalidOperationException>(() => stream.SendTrailers(Samples.Trailers));
        Assert.Throws<InvalidOperationException>(() => stream.SendData("x"u8, false));
        stream.SendHeaders(Samples.Response, null, endStream: false);
        Assert.Throws<InvalidOperationException>(() => stream.SendHeaders(Samples.Response, null, endStream: false));
        peer.ExpectHeaders(1);
        peer.ExpectNothing();
    }

    [Fact]
    [Spec("RFC9113 §6.8")]
    public void Streams_whose_HEADERS_no_engine_took_were_never_sent()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet();
        Open(peer);
        peer.Transport.IsStuck = true;
        Assert.Equal(OpenStatus.Opened, peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, true, out _));
        peer.Transport.End();
        Assert.Contains("1 reset NoError Transport Processed", _observer.Log, StringComparison.Ordinal);
        Assert.Contains("3 reset NoError Transport NeverSent", _observer.Log, StringComparison.Ordinal);
        Assert.Equal(OpenStatus.Closed, peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, true, out _));
    }

    [Fact]
    [Spec("RFC9113 §6.5.2")]
    public void Headers_larger_than_the_peer_takes_are_not_sent()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet((6, 300));
        var tail = new HeaderFields();
        tail.Add("x", new string('v', 200));
        Assert.Equal(OpenStatus.Opened, peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, tail, true, out Http2Stream? stream));
        Assert.True(stream!.IsClosed);
        Assert.EndsWith("0 reset EnhanceYourCalm Local Processed", _observer.Log, StringComparison.Ordinal);
        peer.ExpectNothing();
        Open(peer);
    }

    [Fact]
    [Spec("RFC9113 §6.5.2")]
    public void Response_headers_and_trailers_larger_than_the_peer_takes_are_not_sent()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet((6, 300));
        var tail = new HeaderFields();
        tail.Add("x", new string('v', 260));

        peer.SendRequest(1, endStream: true);
        _observer.Accepted[0].SendHeaders(Samples.Response, tail, endStream: false);
        peer.ExpectReset(1, ErrorCode.InternalError);
        Assert.EndsWith("1 reset InternalError Local Processed", _observer.Log, StringComparison.Ordinal);

        peer.SendRequest(3, endStream: true);
        _observer.Accepted[1].SendHeaders(Samples.Response, null, endStream: false);
        peer.ExpectHeaders(3);
        _observer.Accepted[1].SendTrailers(Samples.Trailers, tail);
        peer.ExpectReset(3, ErrorCode.InternalError);

        peer.SendRequest(5, endStream: true);
        _observer.Accepted[2].SendResponse(Samples.Response, null, "x"u8, Samples.Trailers, tail);
        peer.ExpectReset(5, ErrorCode.InternalError);
        Assert.Equal(0, peer.Connection.OpenStreams);

        peer.SendRequest(7, endStream: true);
        _observer.Accepted[3].SendResponse(Samples.Response, null, "x"u8, Samples.Trailers);
        peer.ExpectHeaders(7);
    }

    [Fact]
    [Spec("RFC9113 §8.4")]
    public void A_server_pushes_to_a_client_that_allows_it_and_to_no_other()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1, endStream: true);
        Assert.True(_observer.Accepted[0].TryPush(_observer.Stream(), Samples.Request, out Http2Stream? pushed));
        WireFrame promise = peer.Next();
        Assert.Equal((FrameType.PushPromise, 1, 2), (promise.Type, promise.StreamId, promise.Number));
        pushed!.SendResponse(Samples.Response, null, "pushed"u8, Samples.Trailers);
        Assert.Equal((FrameType.Headers, 2), (peer.Next().Type, 2));
        Assert.Equal("pushed"u8.ToArray(), peer.ExpectData(2));
        Assert.True(peer.Next().EndsStream);
        Assert.EndsWith("2 closed", _observer.Log, StringComparison.Ordinal);

        ScriptedPeer shy = ScriptedPeer.ForServer(_observer).Greet((2, 0));
        shy.SendRequest(1, endStream: true);
        Assert.False(_observer.Accepted[^1].TryPush(_observer.Stream(), Samples.Request, out _));
        shy.ExpectNothing();
    }

    [Fact]
    [Spec("RFC9113 §6.2, §6.10")]
    public void A_header_block_larger_than_a_frame_goes_on_in_CONTINUATION()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1, endStream: true);
        var tail = new HeaderFields();
        string[] values = [.. Enumerable.Range(0, 50).Select(i => new string((char)('a' + (i % 26)), 1000))];
        foreach (string value in values)
        {
            tail.Add("x-large", value);
        }
        _observer.Accepted[0].SendHeaders(Samples.Response, tail, endStream: false);
        Assert.Equal(values, peer.ExpectHeaders(1, endStream: false).Skip(2).Select(f => f.Value));
        peer.ExpectNothing();
    }

    private void Open(ScriptedPeer peer, bool endStream = false)
    {
        Assert.Equal(OpenStatus.Opened, peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, endStream, out Http2Stream? stream));
        peer.ExpectHeaders(stream!.Id, endStream);
    }
}
