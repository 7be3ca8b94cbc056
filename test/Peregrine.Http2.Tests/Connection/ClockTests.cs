using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>What a connection does because time passes.</summary>
public sealed class ClockTests
{
    private readonly RecordingObserver _observer = new();

    [Fact]
    public void Keepalive_asks_after_silence_and_gives_up_without_an_answer()
    {
        ScriptedPeer peer = Client(new Http2Options { KeepAliveInterval = TimeSpan.FromSeconds(10), KeepAliveTimeout = TimeSpan.FromSeconds(5), KeepAliveWithoutStreams = true });
        peer.Time.Advance(TimeSpan.FromSeconds(10.1));
        WireFrame ping = peer.Next();
        Assert.Equal(FrameType.Ping, ping.Type);
        peer.SendFrame(FrameType.Ping, FrameFlags.Ack, 0, ping.Payload);
        peer.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(peer.Transport.AbortedFor);
        peer.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(FrameType.Ping, peer.Next().Type);
        peer.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TransportErrorKind.TimedOut, peer.Transport.AbortedFor!.Kind);
        Assert.Contains("keepalive", peer.Transport.AbortedFor.Message, StringComparison.Ordinal);
        Assert.Equal(2, peer.Connection.Counters.KeepAlivesSent);
    }

    [Fact]
    public void Keepalive_is_silent_while_frames_arrive_and_without_streams()
    {
        ScriptedPeer peer = Client(new Http2Options { KeepAliveInterval = TimeSpan.FromSeconds(10) });
        peer.Time.Advance(TimeSpan.FromSeconds(60));
        peer.ExpectNothing();
        peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, false, out _);
        peer.TakeAll();
        for (int i = 0; i < 20; i++)
        {
            peer.SendWindowUpdate(0, 1);
            peer.Time.Advance(TimeSpan.FromSeconds(6));
        }
        peer.ExpectNothing();
        peer.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(FrameType.Ping, peer.Next().Type);
    }

    [Fact]
    public void A9_a_server_asks_a_silent_client_after_two_hours_and_lets_it_go_without_an_answer()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        peer.SendFrame(FrameType.Ping, FrameFlags.Ack, 0, PingAfterTwoHours().Payload);
        PingAfterTwoHours();
        peer.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TransportErrorKind.TimedOut, peer.Transport.AbortedFor!.Kind);

        // To half a minute, which is how often the timer looks.
        WireFrame PingAfterTwoHours()
        {
            peer.Time.Advance(TimeSpan.FromMinutes(119.9));
            peer.ExpectNothing();
            for (int seconds = 0; seconds < 60; seconds++)
            {
                peer.Time.Advance(TimeSpan.FromSeconds(1));
                if (peer.TakeAll() is [{ Type: FrameType.Ping } ping])
                    return ping;
            }
            throw new InvalidOperationException("no PING after two hours");
        }
    }

    [Fact]
    public void A8_a_client_does_not_ask_of_its_own_accord()
    {
        ScriptedPeer peer = Client(new Http2Options());
        peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, false, out _);
        peer.TakeAll();
        peer.Time.Advance(TimeSpan.FromHours(5));
        peer.ExpectNothing();
    }

    [Fact]
    public void An_idle_connection_is_drained()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { IdleTimeout = TimeSpan.FromMinutes(1) }).Greet();
        peer.SendRequest(1);
        peer.Time.Advance(TimeSpan.FromMinutes(10));
        peer.ExpectNothing();
        _observer.Accepted[0].Reset(ErrorCode.Cancel);
        peer.TakeAll();
        peer.Time.Advance(TimeSpan.FromMinutes(2.1));
        WireFrame goAway = peer.Next();
        Assert.Equal((FrameType.GoAway, "idle"), (goAway.Type, goAway.Debug));
        peer.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(peer.Transport.CloseAsked);
    }

    [Fact]
    public void An_old_connection_is_drained_within_a_tenth_of_its_age_and_cut_off_after_the_grace()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { MaxAge = TimeSpan.FromMinutes(10), MaxAgeGrace = TimeSpan.FromMinutes(1) }).Greet();
        peer.SendRequest(1);
        peer.Time.Advance(TimeSpan.FromMinutes(8.99));
        peer.ExpectNothing();
        peer.Time.Advance(TimeSpan.FromMinutes(2.02));
        Assert.Contains(peer.TakeAll(), f => f.Type == FrameType.GoAway && f.Debug == "max_age");
        peer.Time.Advance(TimeSpan.FromMinutes(1.1));
        Assert.True(peer.Transport.CloseAsked);
        Assert.EndsWith("1 reset NoError Transport Processed", _observer.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void An_idle_connection_gives_up_what_a_burst_of_streams_left()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer).Greet();
        for (int id = 1; id < 200; id += 2)
        {
            peer.SendRequest(id, endStream: true);
        }
        foreach (Http2Stream stream in _observer.Accepted)
        {
            stream.SendHeaders(Samples.Response, null, endStream: true);
            stream.Release();
        }
        Assert.True(peer.Connection.Streams.Pooled >= 99);
        peer.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, peer.Connection.Streams.Pooled);
        peer.SendRequest(201, endStream: true);
        Assert.Equal(101, _observer.Accepted.Count);
    }

    [Fact]
    public void Nothing_ticks_after_the_end()
    {
        ScriptedPeer peer = Client(new Http2Options { KeepAliveInterval = TimeSpan.FromSeconds(10), KeepAliveWithoutStreams = true });
        peer.Transport.End();
        Assert.Equal(0, peer.Time.ActiveTimers);
        peer.Time.Advance(TimeSpan.FromHours(1));
        peer.ExpectNothing();
    }

    private ScriptedPeer Client(Http2Options options) => ScriptedPeer.ForClient(_observer, options).Greet();
}
