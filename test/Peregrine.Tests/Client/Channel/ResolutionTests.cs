using Peregrine.Client;
using Peregrine.Http2;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Channel;

/// <summary>Rules 71, 72, 78: what a channel makes of the results of its name.</summary>
public sealed class ResolutionTests
{
    [Fact]
    public async Task Rule_71_a_failure_before_the_first_result_fails_calls_with_its_reason()
    {
        var resolver = new ScriptedResolver();
        await using ScriptedChannel script = ScriptedChannel.WithResolver(resolver);
        AsyncUnaryCall<string> call = script.Unary();
        await resolver.Started;
        resolver.Fail("looking up the name 'x' in DNS failed");
        Status status = (await call.AsResult()).Status;
        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.Contains("DNS", status.Detail);
        Assert.Equal(ConnectivityState.TransientFailure, script.Channel.State);
    }

    [Fact]
    public async Task Rule_71_a_failure_after_a_good_result_changes_nothing()
    {
        var resolver = new ScriptedResolver();
        await using ScriptedChannel script = ScriptedChannel.WithResolver(resolver);
        ScriptedPeer peer = await ConnectAsync(script, resolver, "10.0.0.1:1");
        resolver.Fail("the name server is gone");
        await script.Channel.FlushControlAsync();
        AsyncUnaryCall<string> call = script.Unary();
        peer.ExpectUnary(1);
        peer.Answer(1);
        Assert.Equal("ok", await call);
    }

    [Fact]
    public async Task Rule_71_calls_go_on_when_the_name_resolves_at_last()
    {
        var resolver = new ScriptedResolver();
        await using ScriptedChannel script = ScriptedChannel.WithResolver(resolver);
        AsyncUnaryCall<string> call = script.Unary("hi", new CallOptions().WithWaitForReady());
        await resolver.Started;
        resolver.Fail("not yet");
        await script.Until(ConnectivityState.TransientFailure);
        resolver.Resolve("10.0.0.1:1");
        ScriptedPeer peer = (await script.Connector.NextAttemptAsync()).Accept();
        await peer.ExpectUnaryAsync(1);
        peer.Answer(1);
        Assert.Equal("ok", await call);
    }

    [Fact]
    public async Task Rule_72_a_result_with_the_connected_address_keeps_the_connection()
    {
        var resolver = new ScriptedResolver();
        await using ScriptedChannel script = ScriptedChannel.WithResolver(resolver);
        ScriptedPeer peer = await ConnectAsync(script, resolver, "10.0.0.1:1");
        resolver.Resolve("10.0.0.2:2", "10.0.0.1:1");
        await script.Channel.FlushControlAsync();
        Assert.False(script.Connector.HasAttempt);
        AsyncUnaryCall<string> call = script.Unary();
        peer.ExpectUnary(1);
        peer.Answer(1);
        Assert.Equal("ok", await call);
    }

    [Fact]
    public async Task Rule_78_a_result_without_the_connected_address_drains_it_and_open_calls_finish()
    {
        var resolver = new ScriptedResolver();
        await using ScriptedChannel script = ScriptedChannel.WithResolver(resolver);
        ScriptedPeer old = await ConnectAsync(script, resolver, "10.0.0.1:1");
        AsyncUnaryCall<string> open = script.Unary("open");
        old.ExpectUnary(1, "open");
        resolver.Resolve("10.0.0.2:2");
        ConnectAttempt attempt = await script.Connector.NextAttemptAsync();
        Assert.Equal("10.0.0.2:2", attempt.Address);
        AsyncUnaryCall<string> fresh = script.Unary("fresh");
        ScriptedPeer peer = attempt.Accept();
        await peer.ExpectUnaryAsync(1, "fresh");
        peer.Answer(1);
        old.Answer(1, "finished");
        Assert.Equal("finished", await open);
        Assert.Equal("ok", await fresh);
    }

    [Fact]
    public async Task Rule_72_a_lost_connection_and_a_failed_pass_ask_for_resolution()
    {
        var resolver = new ScriptedResolver();
        await using ScriptedChannel script = ScriptedChannel.WithResolver(resolver);
        ScriptedPeer peer = await ConnectAsync(script, resolver, "10.0.0.1:1");
        Assert.Equal(0, resolver.Refreshes);
        peer.Transport.End();
        await script.Until(ConnectivityState.Idle);
        await script.Channel.FlushControlAsync();
        Assert.Equal(1, resolver.Refreshes);
        AsyncUnaryCall<string> call = script.Unary();
        (await script.Connector.NextAttemptAsync()).Refuse(ConnectStage.Socket);
        Assert.Equal(StatusCode.Unavailable, (await call.AsResult()).Status.StatusCode);
        await script.Channel.FlushControlAsync();
        Assert.Equal(2, resolver.Refreshes);
    }

    private static async Task<ScriptedPeer> ConnectAsync(ScriptedChannel script, ScriptedResolver resolver, string address)
    {
        Task connecting = script.Channel.ConnectAsync();
        await resolver.Started;
        resolver.Resolve(address);
        ScriptedPeer peer = (await script.Connector.NextAttemptAsync()).Accept();
        await connecting.WaitAsync(TimeSpan.FromMinutes(2));
        return peer;
    }
}
