using Peregrine.Http2;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Calls;

/// <summary>Rules 17–24 of grpc-semantics §3.2 on the client.</summary>
public sealed class DeadlineTests
{
    [Fact]
    public async Task Rule_17_the_client_ends_the_call_at_its_deadline_and_resets_the_stream()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary("hi", In(script, TimeSpan.FromSeconds(5)));
        script.Peer.ExpectUnary(1);
        script.Time.Advance(TimeSpan.FromMilliseconds(4999));
        script.Peer.ExpectNothing();
        script.Time.Advance(TimeSpan.FromMilliseconds(1));
        script.Peer.ExpectReset(1, ErrorCode.Cancel);
        Assert.Equal(StatusCode.DeadlineExceeded, (await call.AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task Rule_17_a_deadline_covers_connecting_and_says_so()
    {
        await using ScriptedChannel script = ScriptedChannel.Create();
        AsyncUnaryCall<string> call = script.Unary("hi", In(script, TimeSpan.FromSeconds(1)));
        await script.Connector.NextAttemptAsync();
        script.Time.Advance(TimeSpan.FromSeconds(1));
        Status status = (await call.AsResult()).Status;
        Assert.Equal(StatusCode.DeadlineExceeded, status.StatusCode);
        Assert.Contains("waiting for a connection", status.Detail);
    }

    [Fact]
    public async Task Rule_17_waiting_for_ready_counts_toward_the_deadline_and_its_cause_is_told()
    {
        await using ScriptedChannel script = ScriptedChannel.Create();
        AsyncUnaryCall<string> call = script.Unary("hi", In(script, TimeSpan.FromSeconds(1)).WithWaitForReady());
        (await script.Connector.NextAttemptAsync()).Refuse(ConnectStage.Tls, "no common cipher");
        await script.Until(ConnectivityState.TransientFailure);
        script.Time.Advance(TimeSpan.FromSeconds(1));
        Status status = (await call.AsResult()).Status;
        Assert.Equal(StatusCode.DeadlineExceeded, status.StatusCode);
        Assert.Contains("no common cipher", status.Detail);
    }

    [Fact]
    public async Task Rule_18_the_timeout_sent_is_what_is_left()
    {
        await using ScriptedChannel script = ScriptedChannel.Create();
        AsyncUnaryCall<string> call = script.Unary("hi", In(script, TimeSpan.FromSeconds(10)));
        ConnectAttempt attempt = await script.Connector.NextAttemptAsync();
        script.Time.Advance(TimeSpan.FromSeconds(4));
        ScriptedPeer peer = attempt.Accept();
        IReadOnlyList<(string Name, string Value)> headers = await peer.ExpectUnaryAsync(1);
        Assert.Equal("6000000u", headers.Single(field => field.Name == "grpc-timeout").Value);
        peer.Answer(1);
        Assert.Equal("ok", await call);
    }

    [Fact]
    public async Task Rule_19_a_deadline_in_the_past_fails_without_sending()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary("hi", In(script, TimeSpan.FromSeconds(-1)));
        Assert.Equal(StatusCode.DeadlineExceeded, (await call.AsResult()).Status.StatusCode);
        using AsyncDuplexStreamingCall<string, string> duplex = script.Duplex(In(script, TimeSpan.Zero));
        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => duplex.ResponseStream.MoveNext())).StatusCode);
        script.Peer.ExpectNothing();
    }

    [Fact]
    public async Task Rule_19_a_timeout_fits_eight_digits_rounded_up()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        _ = script.Unary("hi", In(script, TimeSpan.FromTicks(TimeSpan.TicksPerHour * 100 + 1)));
        Assert.Contains(("grpc-timeout", "360001S"), script.Peer.ExpectUnary(1));
    }

    [Fact]
    public async Task Rule_21_an_answer_before_the_deadline_leaves_no_timer_and_no_reset()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary("hi", In(script, TimeSpan.FromSeconds(5)));
        script.Peer.ExpectUnary(1);
        script.Peer.Answer(1);
        script.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("ok", await call);
        script.Peer.ExpectNothing();
    }

    [Fact]
    public async Task Rule_21_an_answer_after_the_deadline_is_discarded()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary("hi", In(script, TimeSpan.FromSeconds(5)));
        script.Peer.ExpectUnary(1);
        script.Time.Advance(TimeSpan.FromSeconds(5));
        script.Peer.ExpectReset(1, ErrorCode.Cancel);
        script.Peer.Answer(1);
        Assert.Equal(StatusCode.DeadlineExceeded, (await call.AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task Rule_22_a_call_cancelled_before_it_was_sent_resets_nothing()
    {
        await using ScriptedChannel script = ScriptedChannel.Create();
        using var cancellation = new CancellationTokenSource();
        AsyncUnaryCall<string> call = script.Unary("hi", new CallOptions(cancellationToken: cancellation.Token));
        ConnectAttempt attempt = await script.Connector.NextAttemptAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call);
        ScriptedPeer peer = attempt.Accept();
        await script.Until(ConnectivityState.Ready);
        peer.ExpectNothing();
    }

    [Fact]
    public async Task Rule_22_a_cancelled_call_resets_its_stream_once()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        using var cancellation = new CancellationTokenSource();
        AsyncUnaryCall<string> call = script.Unary("hi", new CallOptions(cancellationToken: cancellation.Token));
        script.Peer.ExpectUnary(1);
        await cancellation.CancelAsync();
        call.Dispose();
        script.Peer.ExpectReset(1, ErrorCode.Cancel);
        script.Peer.ExpectNothing();
        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call);
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task A_token_cancelled_beforehand_sends_nothing()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary("hi", new CallOptions(cancellationToken: new CancellationToken(true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call);
        script.Peer.ExpectNothing();
    }

    [Fact]
    public async Task A_disposed_call_is_cancelled()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        call.Dispose();
        script.Peer.ExpectReset(1, ErrorCode.Cancel);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
    }

    [Fact]
    public async Task Disposing_a_call_that_has_ended_does_not_touch_the_one_that_reuses_its_object()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> first = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.Answer(1);
        Assert.Equal("ok", await first);
        AsyncUnaryCall<string> second = script.Unary();
        script.Peer.ExpectUnary(3);
        first.Dispose();
        script.Peer.ExpectNothing();
        script.Peer.Answer(3, "second");
        Assert.Equal("second", await second);
    }

    [Fact]
    public async Task Rule_24_the_service_config_shortens_a_deadline_and_never_lengthens_it()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(time => new GrpcChannelOptions
        {
            TimeProvider = time,
            ServiceConfig = new ServiceConfig { MethodConfigs = { new MethodConfig { Names = { new MethodName { Service = "test.Echo" } }, Timeout = TimeSpan.FromSeconds(2) } } },
        });
        AsyncUnaryCall<string> without = script.Unary();
        AsyncUnaryCall<string> shorter = script.Unary("hi", In(script, TimeSpan.FromSeconds(1)));
        AsyncUnaryCall<string> longer = script.Unary("hi", In(script, TimeSpan.FromSeconds(3)));
        Assert.Contains(("grpc-timeout", "2000000u"), script.Peer.ExpectUnary(1));
        Assert.Contains(("grpc-timeout", "1000000u"), script.Peer.ExpectUnary(3));
        Assert.Contains(("grpc-timeout", "2000000u"), script.Peer.ExpectUnary(5));
        script.Time.Advance(TimeSpan.FromSeconds(2));
        foreach (AsyncUnaryCall<string> call in new[] { without, shorter, longer })
            Assert.Equal(StatusCode.DeadlineExceeded, (await call.AsResult()).Status.StatusCode);
    }

    private static CallOptions In(ScriptedChannel script, TimeSpan left) => new(deadline: script.Time.GetUtcNow().UtcDateTime + left);
}
