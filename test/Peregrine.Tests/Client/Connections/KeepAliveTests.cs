using Peregrine.Client;
using Peregrine.Http2;
using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Connections;

/// <summary>gRFC A8: how often a channel asks whether its servers live, and what it does when one complains (rule 45).</summary>
public class KeepAliveTests
{
    [Fact]
    public async Task Rule_45_after_too_many_pings_new_connections_ask_half_as_often()
    {
        await using ScriptedChannel script = ScriptedChannel.Create();
        script.Connector.KeepAlive = new KeepAlive(TimeSpan.FromSeconds(30), TimeProvider.System);
        Task connecting = script.Channel.ConnectAsync();
        ScriptedPeer first = (await script.Connector.NextAttemptAsync()).Accept();
        await connecting.WaitAsync(TimeSpan.FromMinutes(2));
        using AsyncUnaryCall<string> call = script.Unary();
        first.ExpectUnary(1);
        ExpectPingAfter(script, first, 30);

        first.SendGoAway(1, ErrorCode.EnhanceYourCalm, "too_many_pings");
        using AsyncUnaryCall<string> again = script.Unary();
        ScriptedPeer second = (await script.Connector.NextAttemptAsync()).Accept();
        await script.Until(ConnectivityState.Ready);
        Assert.Equal(TimeSpan.FromSeconds(60), second.Connection.KeepAliveInterval);
        await second.NextAsync();
        second.TakeAll();
        ExpectPingAfter(script, second, 60);
    }

    [Fact]
    public async Task Another_goaway_leaves_the_interval_as_it_is()
    {
        await using ScriptedChannel script = ScriptedChannel.Create();
        script.Connector.KeepAlive = new KeepAlive(TimeSpan.FromSeconds(30), TimeProvider.System);
        Task connecting = script.Channel.ConnectAsync();
        ScriptedPeer first = (await script.Connector.NextAttemptAsync()).Accept();
        await connecting.WaitAsync(TimeSpan.FromMinutes(2));
        first.SendGoAway(0, ErrorCode.EnhanceYourCalm, "too many streams");
        first.SendGoAway(0, ErrorCode.NoError, "too_many_pings");
        Assert.Equal(TimeSpan.FromSeconds(30), script.Connector.KeepAlive.Interval);
    }

    [Fact]
    public void A8_an_interval_under_ten_seconds_is_ten_seconds_and_none_stays_none()
    {
        Assert.Equal(TimeSpan.FromSeconds(10), new KeepAlive(TimeSpan.FromSeconds(1), TimeProvider.System).Interval);
        Assert.Equal(Timeout.InfiniteTimeSpan, new KeepAlive(Timeout.InfiniteTimeSpan, TimeProvider.System).Interval);
    }

    [Fact]
    public void A8_connections_that_were_made_alike_slacken_once()
    {
        var keepAlive = new KeepAlive(TimeSpan.FromSeconds(30), TimeProvider.System);
        keepAlive.Slacken(TimeSpan.FromSeconds(30));
        keepAlive.Slacken(TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(60), keepAlive.Interval);
        keepAlive.Slacken(TimeSpan.FromSeconds(60));
        Assert.Equal(TimeSpan.FromSeconds(120), keepAlive.Interval);
    }

    private static void ExpectPingAfter(ScriptedChannel script, ScriptedPeer peer, int seconds)
    {
        script.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.DoesNotContain(peer.TakeAll(), frame => frame.Type == FrameType.Ping);
        script.Time.Advance(TimeSpan.FromSeconds(2));
        WireFrame ping = Assert.Single(peer.TakeAll(), frame => frame.Type == FrameType.Ping);
        peer.SendFrame(FrameType.Ping, FrameFlags.Ack, 0, ping.Payload);
    }
}
