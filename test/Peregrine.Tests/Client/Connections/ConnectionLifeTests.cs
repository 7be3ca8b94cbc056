using Peregrine.Http2;
using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Connections;

/// <summary>Rules 44–47, 52, 54, 91 on the client: GOAWAY, lost connections, the limit of streams.</summary>
public sealed class ConnectionLifeTests
{
    [Fact]
    public async Task Rule_44_calls_above_the_last_id_of_GOAWAY_go_to_a_new_connection()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> kept = script.Unary("kept");
        AsyncUnaryCall<string> moved = script.Unary("moved");
        script.Peer.TakeAll();
        script.Peer.SendGoAway(1, ErrorCode.NoError, "deploying");
        ScriptedPeer second = (await script.Connector.NextAttemptAsync()).Accept();
        await second.ExpectUnaryAsync(1, "moved");
        second.Answer(1, "second");
        Assert.Equal("second", await moved);
        script.Peer.Answer(1, "first");
        Assert.Equal("first", await kept);
    }

    [Fact]
    public async Task Rule_46_new_calls_leave_a_draining_connection_and_old_ones_finish_on_it()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> old = script.Unary("old");
        script.Peer.ExpectUnary(1, "old");
        script.Peer.SendGoAway(int.MaxValue, ErrorCode.NoError);
        AsyncUnaryCall<string> fresh = script.Unary("fresh");
        ScriptedPeer second = (await script.Connector.NextAttemptAsync()).Accept();
        await second.ExpectUnaryAsync(1, "fresh");
        script.Peer.Answer(1);
        second.Answer(1);
        Assert.Equal("ok", await old);
        Assert.Equal("ok", await fresh);
    }

    [Fact]
    public async Task Rule_77_a_call_whose_connection_went_before_the_channel_knew_goes_to_the_next_one()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        // The channel's control plane has not heard of it when the call is made.
        script.Peer.Transport.End(TransportErrorKind.Reset, "cable pulled");
        AsyncUnaryCall<string> call = script.Unary("late");
        ScriptedPeer second = (await script.Connector.NextAttemptAsync()).Accept();
        await second.ExpectUnaryAsync(1, "late");
        second.Answer(1, "second");
        Assert.Equal("second", await call);
    }

    [Fact]
    public async Task Rule_47_calls_that_were_sent_are_unavailable_when_their_connection_dies()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> unary = script.Unary();
        using AsyncServerStreamingCall<string> stream = script.ServerStream();
        script.Peer.TakeAll();
        script.Peer.Transport.End(TransportErrorKind.Reset, "cable pulled");
        Assert.Equal(StatusCode.Unavailable, (await unary.AsResult()).Status.StatusCode);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext())).StatusCode);
        Assert.False(script.Connector.HasAttempt);
    }

    [Fact]
    public async Task Rules_40_91_calls_above_MAX_CONCURRENT_STREAMS_wait_in_order()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(null, (3, 2));
        AsyncUnaryCall<string>[] calls = [.. Enumerable.Range(0, 5).Select(i => script.Unary($"{i}"))];
        script.Peer.ExpectUnary(1, "0");
        script.Peer.ExpectUnary(3, "1");
        script.Peer.ExpectNothing();
        for (int i = 0; i < 5; i++)
        {
            script.Peer.Answer(1 + 2 * i, $"answer {i}");
            Assert.Equal($"answer {i}", await calls[i]);
            if (i + 2 < 5)
                await script.Peer.ExpectUnaryAsync(1 + 2 * (i + 2), $"{i + 2}");
        }
        script.Peer.ExpectNothing();
    }

    [Fact]
    public async Task Rule_91_a_call_that_waits_for_a_stream_may_be_cancelled()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(null, (3, 1));
        AsyncUnaryCall<string> first = script.Unary("first");
        using var cancellation = new CancellationTokenSource();
        AsyncUnaryCall<string> cancelled = script.Unary("cancelled", new CallOptions(cancellationToken: cancellation.Token));
        AsyncUnaryCall<string> third = script.Unary("third");
        script.Peer.ExpectUnary(1, "first");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);
        script.Peer.Answer(1);
        await script.Peer.ExpectUnaryAsync(3, "third");
        script.Peer.Answer(3);
        Assert.Equal("ok", await first);
        Assert.Equal("ok", await third);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A105_a_further_connection_is_opened_at_the_limit_when_the_option_or_the_service_config_allows_it(bool byConfig)
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(
            time => new GrpcChannelOptions
            {
                TimeProvider = time,
                MaxConnectionsPerSubchannel = byConfig ? 1 : 2,
                ServiceConfig = byConfig ? ServiceConfig.Parse("""{ "connectionScaling": { "maxConnectionsPerSubchannel": 2 } }""") : null,
            },
            (3, 1));
        AsyncUnaryCall<string> first = script.Unary("first");
        AsyncUnaryCall<string> second = script.Unary("second");
        AsyncUnaryCall<string> third = script.Unary("third");
        ScriptedPeer other = (await script.Connector.NextAttemptAsync()).Accept();
        await other.ExpectUnaryAsync(1, "second");
        script.Peer.ExpectUnary(1, "first");
        script.Peer.ExpectNothing();
        other.Answer(1);
        Assert.Equal("ok", await second);
        await other.ExpectUnaryAsync(3, "third");
        other.Answer(3);
        script.Peer.Answer(1);
        Assert.Equal("ok", await first);
        Assert.Equal("ok", await third);
        await script.Channel.FlushControlAsync();
        Assert.False(script.Connector.HasAttempt);
    }

    [Fact]
    public async Task Waiting_calls_move_when_the_connection_they_wait_for_goes_away()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(null, (3, 1));
        AsyncUnaryCall<string> open = script.Unary("open");
        AsyncUnaryCall<string> waiting = script.Unary("waiting");
        script.Peer.ExpectUnary(1, "open");
        script.Peer.SendGoAway(1, ErrorCode.NoError);
        ScriptedPeer second = (await script.Connector.NextAttemptAsync()).Accept();
        await second.ExpectUnaryAsync(1, "waiting");
        second.Answer(1);
        Assert.Equal("ok", await waiting);
        script.Peer.Answer(1);
        Assert.Equal("ok", await open);
    }
}
