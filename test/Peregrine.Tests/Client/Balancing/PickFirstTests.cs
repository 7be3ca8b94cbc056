using Peregrine.Http2;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Balancing;

/// <summary>Rules 50, 70–73, 77 and the backoff of connections: the channel's states against scripted attempts to connect.</summary>
public sealed class PickFirstTests
{
    [Fact]
    public async Task A_new_channel_is_idle_and_connects_with_the_first_call()
    {
        await using ScriptedChannel script = ScriptedChannel.Create();
        Assert.Equal(ConnectivityState.Idle, script.Channel.State);
        AsyncUnaryCall<string> call = script.Unary();
        await script.Until(ConnectivityState.Connecting);
        ScriptedPeer peer = (await script.Connector.NextAttemptAsync()).Accept();
        await peer.ExpectUnaryAsync(1);
        Assert.Equal(ConnectivityState.Ready, script.Channel.State);
        peer.Answer(1);
        Assert.Equal("ok", await call);
    }

    [Fact]
    public async Task Rule_70_a_call_fails_at_once_in_TRANSIENT_FAILURE_with_stage_and_address()
    {
        await using ScriptedChannel script = ScriptedChannel.Create();
        AsyncUnaryCall<string> first = script.Unary();
        (await script.Connector.NextAttemptAsync()).Refuse(ConnectStage.Tls, "bad certificate");
        Status status = (await first.AsResult()).Status;
        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.Contains("10.0.0.1:50051", status.Detail);
        Assert.Contains("TLS failed: bad certificate", status.Detail);
        Assert.Equal(ConnectivityState.TransientFailure, script.Channel.State);
        Assert.Equal(StatusCode.Unavailable, (await script.Unary().AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task Rule_70_a_call_that_waits_for_ready_outlives_failures()
    {
        await using ScriptedChannel script = ScriptedChannel.Create();
        AsyncUnaryCall<string> call = script.Unary("hi", new CallOptions().WithWaitForReady());
        (await script.Connector.NextAttemptAsync()).Refuse();
        await script.Until(ConnectivityState.TransientFailure);
        Assert.False(call.ResponseAsync.IsCompleted);
        script.Time.Advance(TimeSpan.FromSeconds(1.2));
        ScriptedPeer peer = (await script.Connector.NextAttemptAsync()).Accept();
        await peer.ExpectUnaryAsync(1);
        peer.Answer(1);
        Assert.Equal("ok", await call);
    }

    [Fact]
    public async Task Rule_72_addresses_are_tried_in_order_and_the_first_that_is_ready_is_kept()
    {
        await using ScriptedChannel script = ScriptedChannel.Create(null, "10.0.0.1:1", "10.0.0.2:2", "10.0.0.3:3");
        Task connecting = script.Channel.ConnectAsync();
        ConnectAttempt one = await script.Connector.NextAttemptAsync();
        Assert.Equal("10.0.0.1:1", one.Address);
        Assert.False(script.Connector.HasAttempt);
        one.Refuse();
        ConnectAttempt two = await script.Connector.NextAttemptAsync();
        Assert.Equal("10.0.0.2:2", two.Address);
        two.Accept();
        await connecting.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.False(script.Connector.HasAttempt);
    }

    [Fact]
    public async Task Rule_73_the_next_address_is_tried_after_250_ms_and_the_loser_is_given_up()
    {
        await using ScriptedChannel script = ScriptedChannel.Create(null, "10.0.0.1:1", "10.0.0.2:2");
        Task connecting = script.Channel.ConnectAsync();
        ConnectAttempt slow = await script.Connector.NextAttemptAsync();
        script.Time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(script.Connector.HasAttempt);
        script.Time.Advance(TimeSpan.FromMilliseconds(1));
        ConnectAttempt quick = await script.Connector.NextAttemptAsync();
        Assert.Equal("10.0.0.2:2", quick.Address);
        ScriptedPeer peer = quick.Accept();
        await connecting.WaitAsync(TimeSpan.FromMinutes(2));
        AsyncUnaryCall<string> call = script.Unary();
        peer.ExpectUnary(1);
        peer.Answer(1);
        Assert.Equal("ok", await call);
        slow.Refuse();
        Assert.Equal(ConnectivityState.Ready, script.Channel.State);
    }

    [Fact]
    public async Task Rule_72_failure_is_sticky_until_an_address_is_ready()
    {
        await using ScriptedChannel script = ScriptedChannel.Create(null, "10.0.0.1:1", "10.0.0.2:2");
        Task connecting = script.Channel.ConnectAsync();
        (await script.Connector.NextAttemptAsync()).Refuse();
        (await script.Connector.NextAttemptAsync()).Refuse();
        await script.Until(ConnectivityState.TransientFailure);
        script.Time.Advance(TimeSpan.FromSeconds(1.2));
        ConnectAttempt again = await script.Connector.NextAttemptAsync();
        Assert.Equal(ConnectivityState.TransientFailure, script.Channel.State);
        again.Accept();
        await connecting.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Rule_72_a_lost_connection_leaves_the_channel_idle_until_the_next_call()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        script.Peer.Transport.End();
        await script.Until(ConnectivityState.Idle);
        Assert.False(script.Connector.HasAttempt);
        AsyncUnaryCall<string> call = script.Unary();
        ScriptedPeer next = (await script.Connector.NextAttemptAsync()).Accept();
        await next.ExpectUnaryAsync(1);
        next.Answer(1);
        Assert.Equal("ok", await call);
    }

    [Fact]
    public async Task Rule_50_backoff_grows_from_1_s_by_1_6_with_jitter_and_starts_anew_after_success()
    {
        await using ScriptedChannel script = ScriptedChannel.Create();
        Task connecting = script.Channel.ConnectAsync();
        ConnectAttempt attempt = await script.Connector.NextAttemptAsync();
        double expected = 1;
        for (int i = 0; i < 15; i++)
        {
            attempt.Refuse(why: $"refusal {i}.");
            await script.UntilFailedWith($"refusal {i}.");
            DateTimeOffset began = attempt.StartedAt;
            while (!script.Connector.HasAttempt)
            {
                script.Time.Advance(TimeSpan.FromMilliseconds(50));
                await script.Channel.FlushControlAsync();
            }
            attempt = await script.Connector.NextAttemptAsync();
            Assert.InRange((attempt.StartedAt - began).TotalSeconds, expected * 0.8, expected * 1.2 + 0.1);
            expected = Math.Min(expected * 1.6, 120);
        }
        ScriptedPeer peer = attempt.Accept();
        await connecting.WaitAsync(TimeSpan.FromMinutes(2));
        peer.Transport.End();
        await script.Until(ConnectivityState.Idle);
        connecting = script.Channel.ConnectAsync();
        (await script.Connector.NextAttemptAsync()).Refuse();
        await script.Until(ConnectivityState.TransientFailure);
        script.Time.Advance(TimeSpan.FromSeconds(1.2));
        (await script.Connector.NextAttemptAsync()).Accept();
        await connecting.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Rule_50_an_attempt_that_hangs_before_SETTINGS_is_given_up_after_the_connect_time_out()
    {
        await using ScriptedChannel script = ScriptedChannel.Create(time => new GrpcChannelOptions { TimeProvider = time, ConnectTimeout = TimeSpan.FromSeconds(3) });
        AsyncUnaryCall<string> call = script.Unary();
        await script.Connector.NextAttemptAsync();
        script.Time.Advance(TimeSpan.FromSeconds(3));
        Status status = (await call.AsResult()).Status;
        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.Contains("within 3 s", status.Detail);
    }

    [Fact]
    public async Task Rule_50_a_program_may_cut_the_backoff_short()
    {
        await using ScriptedChannel script = ScriptedChannel.Create();
        Task connecting = script.Channel.ConnectAsync();
        (await script.Connector.NextAttemptAsync()).Refuse();
        await script.Until(ConnectivityState.TransientFailure);
        script.Channel.ResetConnectBackoff();
        (await script.Connector.NextAttemptAsync()).Accept();
        await connecting.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_shut_down_channel_fails_calls_also_those_that_wait()
    {
        ScriptedChannel script = ScriptedChannel.Create();
        AsyncUnaryCall<string> waiting = script.Unary("hi", new CallOptions().WithWaitForReady());
        await script.Connector.NextAttemptAsync();
        await script.DisposeAsync();
        Assert.Equal(ConnectivityState.Shutdown, script.Channel.State);
        Assert.Contains("shut down", (await waiting.AsResult()).Status.Detail);
        Assert.Equal(StatusCode.Unavailable, (await script.Unary().AsResult()).Status.StatusCode);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => script.Channel.ConnectAsync());
    }

    [Fact]
    public async Task Rule_76_a_channel_without_calls_goes_idle_and_the_next_call_wakes_it()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(time => new GrpcChannelOptions { TimeProvider = time, IdleTimeout = TimeSpan.FromMinutes(5) });
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        // A call that is open keeps the channel awake, however long it takes.
        script.Time.Advance(TimeSpan.FromMinutes(11));
        await script.Channel.FlushControlAsync();
        Assert.Equal(ConnectivityState.Ready, script.Channel.State);
        script.Peer.Answer(1);
        Assert.Equal("ok", await call);
        script.Time.Advance(TimeSpan.FromMinutes(11));
        await script.Until(ConnectivityState.Idle);
        Assert.Equal(Peregrine.Http2.Frames.FrameType.GoAway, (await script.Peer.NextAsync()).Type);
        AsyncUnaryCall<string> next = script.Unary();
        ScriptedPeer peer = (await script.Connector.NextAttemptAsync()).Accept();
        await peer.ExpectUnaryAsync(1);
        peer.Answer(1);
        Assert.Equal("ok", await next);
    }
}
