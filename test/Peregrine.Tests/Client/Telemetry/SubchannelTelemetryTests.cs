using System.Net.Sockets;
using Peregrine.Client;
using Peregrine.Http2;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Telemetry;

/// <summary>The metrics of connections, by the exact names of gRFC A94 (grpc-semantics §1.5).</summary>
[Collection("telemetry")]
public sealed class SubchannelTelemetryTests
{
    [Fact]
    public async Task A94_a_connection_is_counted_as_it_opens_and_ends_and_the_channels_end_is_the_subchannels()
    {
        using var metrics = new MetricRecorder();
        ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        Assert.Equal((1, ""), metrics.Single(script, "grpc.subchannel.connection_attempts_succeeded"));
        Assert.Equal((1, "none"), metrics.Single(script, "grpc.subchannel.open_connections"));
        Assert.Empty(metrics.Of(script, "grpc.subchannel.disconnections"));
        await script.DisposeAsync();
        Assert.Equal((1, "subchannel shutdown"), metrics.Single(script, "grpc.subchannel.disconnections"));
        Assert.Equal([(1, "none"), (-1, "none")], metrics.Of(script, "grpc.subchannel.open_connections"));
        Assert.Empty(metrics.Of(script, "grpc.subchannel.connection_attempts_failed"));
    }

    [Fact]
    public async Task A94_attempts_that_fail_are_counted()
    {
        using var metrics = new MetricRecorder();
        await using ScriptedChannel script = ScriptedChannel.Create();
        Task connecting = script.Channel.ConnectAsync();
        (await script.Connector.NextAttemptAsync()).Refuse();
        await script.Until(ConnectivityState.TransientFailure);
        Assert.Equal((1, ""), metrics.Single(script, "grpc.subchannel.connection_attempts_failed"));
        script.Time.Advance(TimeSpan.FromSeconds(2));
        (await script.Connector.NextAttemptAsync()).Accept();
        await connecting;
        Assert.Equal((1, ""), metrics.Single(script, "grpc.subchannel.connection_attempts_failed"));
        Assert.Equal((1, ""), metrics.Single(script, "grpc.subchannel.connection_attempts_succeeded"));
    }

    [Fact]
    public async Task A94_an_attempt_that_lost_the_race_is_not_counted()
    {
        using var metrics = new MetricRecorder();
        await using ScriptedChannel script = ScriptedChannel.Create(null, "10.0.0.1:1", "10.0.0.2:2");
        Task connecting = script.Channel.ConnectAsync();
        ConnectAttempt slow = await script.Connector.NextAttemptAsync();
        await script.Channel.FlushControlAsync();
        script.Time.Advance(TimeSpan.FromMilliseconds(250));
        (await script.Connector.NextAttemptAsync()).Accept();
        await connecting;
        slow.Accept();
        await script.Channel.FlushControlAsync();
        Assert.Equal((1, ""), metrics.Single(script, "grpc.subchannel.connection_attempts_succeeded"));
        Assert.Equal((1, "none"), metrics.Single(script, "grpc.subchannel.open_connections"));
        Assert.Empty(metrics.Of(script, "grpc.subchannel.disconnections"));
    }

    [Theory]
    [InlineData(ErrorCode.NoError, "GOAWAY NO_ERROR")]
    [InlineData(ErrorCode.EnhanceYourCalm, "GOAWAY ENHANCE_YOUR_CALM")]
    [InlineData(ErrorCode.Http11Required, "GOAWAY HTTP_1_1_REQUIRED")]
    [InlineData((ErrorCode)77, "unknown")]
    public async Task A94_the_reason_seen_first_is_the_one_that_counts(ErrorCode code, string reason)
    {
        using var metrics = new MetricRecorder();
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        script.Peer.SendGoAway(0, code);
        script.Peer.Transport.End(TransportErrorKind.Reset, "cable pulled");
        await script.Channel.FlushControlAsync();
        Assert.Equal((1, reason), metrics.Single(script, "grpc.subchannel.disconnections"));
        Assert.Equal([(1, "none"), (-1, "none")], metrics.Of(script, "grpc.subchannel.open_connections"));
    }

    [Theory]
    [InlineData(TransportErrorKind.Reset, "connection reset")]
    [InlineData(TransportErrorKind.TimedOut, "connection timed out")]
    [InlineData(TransportErrorKind.EndOfStream, "unknown")]
    public async Task A94_a_connection_that_is_lost_says_how(TransportErrorKind kind, string reason)
    {
        using var metrics = new MetricRecorder();
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        script.Peer.Transport.End(kind, "cable pulled");
        await script.Channel.FlushControlAsync();
        Assert.Equal((1, reason), metrics.Single(script, "grpc.subchannel.disconnections"));
    }

    [Theory]
    [InlineData(SocketError.ConnectionReset, TransportErrorKind.Reset, "connection reset")]
    [InlineData(SocketError.ConnectionAborted, TransportErrorKind.Reset, "connection aborted")]
    [InlineData(SocketError.Shutdown, TransportErrorKind.Reset, "socket error")]
    [InlineData(SocketError.TimedOut, TransportErrorKind.TimedOut, "connection timed out")]
    [InlineData(SocketError.HostUnreachable, TransportErrorKind.TimedOut, "socket error")]
    public void A94_errors_of_the_socket_have_their_own_words(SocketError error, TransportErrorKind kind, string reason)
    {
        var socket = new SocketException((int)error);
        Assert.Equal(reason, DisconnectError.Of(new ConnectionEnd(default, new TransportError(kind, "lost", socket))));
        Assert.Equal(reason, DisconnectError.Of(new ConnectionEnd(default, new TransportError(kind, "lost", new IOException("lost", socket)))));
    }
}
