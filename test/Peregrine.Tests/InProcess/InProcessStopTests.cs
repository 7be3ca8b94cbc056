using Peregrine.Tests.Client.Calls;

namespace Peregrine.Tests.InProcess;

/// <summary>Calls of a process to itself end with their server, and with their channel.</summary>
public sealed class InProcessStopTests
{
    [Fact]
    public async Task Stopping_the_server_by_force_ends_open_calls_and_their_handlers()
    {
        GrpcServer server = EchoServer.Create().Start();
        await using GrpcChannel channel = server.CreateChannel();
        await channel.ConnectAsync();
        AsyncUnaryCall<string> waiting = channel.CreateCallInvoker().AsyncUnaryCall(EchoServer.Unary, null, default, "wait");
        AsyncDuplexStreamingCall<string, string> duplex = channel.CreateCallInvoker().AsyncDuplexStreamingCall(EchoServer.Duplex, null, default);
        await duplex.ResponseHeadersAsync.WaitAsync(TimeSpan.FromMinutes(2));
        await server.StopAsync(TimeSpan.Zero).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(StatusCode.Unavailable, (await waiting.AsResult().AsTask().WaitAsync(TimeSpan.FromMinutes(2))).Status.StatusCode);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => duplex.ResponseStream.MoveNext())).StatusCode);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_graceful_stop_waits_for_open_calls_and_takes_no_new_ones()
    {
        GrpcServer server = EchoServer.Create().Start();
        await using GrpcChannel channel = server.CreateChannel();
        await channel.ConnectAsync();
        AsyncClientStreamingCall<string, string> open = channel.CreateCallInvoker().AsyncClientStreamingCall(EchoServer.ClientStream, null, default);
        await open.RequestStream.WriteAsync("still ");
        Task stopping = server.StopAsync(TimeSpan.FromSeconds(60));
        await channel.WaitForStateChangedAsync(ConnectivityState.Ready).WaitAsync(TimeSpan.FromMinutes(2));
        RpcResult<string> refused = await channel.CreateCallInvoker().AsyncUnaryCall(EchoServer.Unary, null, default, "late").AsResult();
        Assert.Equal(StatusCode.Unavailable, refused.Status.StatusCode);
        Assert.False(stopping.IsCompleted);
        await open.RequestStream.WriteAsync("here");
        await open.RequestStream.CompleteAsync();
        Assert.Equal("still here", await open);
        await stopping.WaitAsync(TimeSpan.FromMinutes(2));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_channel_that_is_shut_down_ends_its_calls()
    {
        await using GrpcServer server = EchoServer.Create().Start();
        GrpcChannel channel = server.CreateChannel();
        await channel.ConnectAsync();
        AsyncUnaryCall<string> waiting = channel.CreateCallInvoker().AsyncUnaryCall(EchoServer.Unary, null, default, "wait");
        await channel.DisposeAsync();
        Assert.Equal(StatusCode.Unavailable, (await waiting.AsResult().AsTask().WaitAsync(TimeSpan.FromMinutes(2))).Status.StatusCode);
    }
}
