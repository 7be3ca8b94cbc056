using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

[Spec("RFC9113 §6.8")]
public sealed class GoAwayTests
{
    private readonly RecordingObserver _observer = new();

    [Fact]
    public void Streams_above_the_last_were_not_processed_and_the_others_finish()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet();
        for (int i = 0; i < 3; i++)
        {
            peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, true, out _);
        }
        peer.TakeAll();
        _observer.TakeLog();
        peer.SendGoAway(3, ErrorCode.NoError, "bye");
        Assert.Equal("5 reset NoError Peer NotProcessed\ngoaway 3 NoError bye", _observer.TakeLog());
        Assert.Equal(OpenStatus.Draining, peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, true, out _));
        peer.SendHeaders(1, endStream: true, (":status", "200"));
        Assert.False(peer.Transport.CloseAsked);
        peer.SendHeaders(3, endStream: true, (":status", "200"));
        Assert.True(peer.Transport.CloseAsked);
        Assert.Equal("1 headers :status=200 end\n1 closed\n3 headers :status=200 end\n3 closed", _observer.TakeLog());
    }

    [Fact]
    public void A_GOAWAY_that_only_warns_closes_nothing_and_the_next_one_may_name_less()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet();
        peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, true, out _);
        peer.SendGoAway(int.MaxValue, ErrorCode.NoError);
        Assert.EndsWith("goaway 2147483647 NoError ", _observer.TakeLog(), StringComparison.Ordinal);
        peer.SendGoAway(0, ErrorCode.NoError);
        Assert.StartsWith("1 reset NoError Peer NotProcessed", _observer.TakeLog(), StringComparison.Ordinal);
        Assert.True(peer.Transport.CloseAsked);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 2)]
    [InlineData(-1, 4)]
    public void A_later_or_foreign_last_stream_is_PROTOCOL_ERROR(int first, int second)
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet();
        peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, true, out _);
        if (first > 0)
        {
            peer.SendGoAway(first, ErrorCode.NoError);
        }
        peer.SendGoAway(second, ErrorCode.NoError);
        peer.ExpectConnectionError(ErrorCode.ProtocolError);
    }

    [Fact]
    public void A_server_drains_in_two_phases_and_closes_after_the_last_stream()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1, endStream: true);
        peer.Connection.Drain(ErrorCode.NoError, "restart");
        WireFrame warning = peer.Next();
        Assert.Equal((int.MaxValue, ErrorCode.NoError, "restart"), (warning.Number, warning.Code, warning.Debug));
        WireFrame ping = peer.Next();
        Assert.Equal(FrameType.Ping, ping.Type);
        // What was under way is still taken.
        peer.SendRequest(3, endStream: true);
        peer.SendFrame(FrameType.Ping, FrameFlags.Ack, 0, ping.Payload);
        WireFrame final = peer.Next();
        Assert.Equal((FrameType.GoAway, 3), (final.Type, final.Number));
        // What comes after is not, and is no error either.
        peer.SendRequest(5, endStream: true);
        peer.SendData(5, "x"u8);
        Assert.Equal([1, 3], _observer.Accepted.Select(s => s.Id));
        _observer.Accepted[0].SendHeaders(Samples.Response, null, endStream: true);
        Assert.False(peer.Transport.CloseAsked);
        _observer.Accepted[1].SendHeaders(Samples.Response, null, endStream: true);
        Assert.True(peer.Transport.CloseAsked);
    }

    [Fact]
    public void The_final_GOAWAY_comes_without_an_answer_to_the_PING_too()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1);
        peer.Connection.Drain();
        peer.TakeAll();
        peer.Time.Advance(TimeSpan.FromSeconds(4.9));
        peer.ExpectNothing();
        peer.Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(1, peer.Next().Number);
        Assert.False(peer.Transport.CloseAsked);
    }

    [Fact]
    public void A_client_drains_at_once_and_closes_when_idle()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer).Greet();
        peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, true, out _);
        peer.TakeAll();
        peer.Connection.Drain();
        Assert.Equal((FrameType.GoAway, 0), (peer.TakeAll()[0].Type, 0));
        Assert.Equal(OpenStatus.Draining, peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, true, out _));
        Assert.False(peer.Transport.CloseAsked);
        peer.SendHeaders(1, endStream: true, (":status", "200"));
        Assert.True(peer.Transport.CloseAsked);
    }

    [Fact]
    public void Draining_an_idle_connection_closes_it()
    {
        ScriptedPeer client = ScriptedPeer.ForClient(_observer).Greet();
        client.Connection.Drain();
        Assert.True(client.Transport.CloseAsked);
        ScriptedPeer server = ScriptedPeer.ForServer(_observer).Greet();
        server.Connection.Drain();
        server.Next();
        server.SendFrame(FrameType.Ping, FrameFlags.Ack, 0, server.Next().Payload);
        Assert.True(server.Transport.CloseAsked);
    }

    [Fact]
    public void Abort_says_why_and_ends_every_stream()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendRequest(1);
        peer.Connection.Abort(ErrorCode.InternalError, "gone");
        WireFrame goAway = peer.ExpectConnectionError(ErrorCode.InternalError);
        Assert.Equal("gone", goAway.Debug);
        Assert.EndsWith("1 reset InternalError Transport Processed", _observer.Log, StringComparison.Ordinal);
    }
}
