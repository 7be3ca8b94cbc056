namespace Peregrine.Tests.Client.Calls;

/// <summary>Rule 23: what a call made within a server call takes over from it.</summary>
public sealed class PropagationTests : IAsyncLifetime
{
    private readonly TaskCompletionSource<DateTime> _innerDeadline = new();
    private readonly TaskCompletionSource _innerCancelled = new();
    private GrpcServer _inner = null!;
    private GrpcChannel _toInner = null!;

    public Task InitializeAsync()
    {
        _inner = new GrpcServer().AddUnary(EchoServer.Unary, async (request, context) =>
        {
            _innerDeadline.TrySetResult(context.Deadline);
            if (request != "wait")
                return request;
            using CancellationTokenRegistration told = context.CancellationToken.Register(() => _innerCancelled.TrySetResult());
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return "";
        }).Start();
        _toInner = _inner.CreateChannel();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _toInner.DisposeAsync();
        await _inner.DisposeAsync();
    }

    [Fact]
    public async Task Rule_23_a_nested_call_inherits_the_deadline_by_default()
    {
        await using GrpcServer outer = Outer(_toInner);
        await using GrpcChannel channel = outer.CreateChannel();
        DateTime deadline = DateTime.UtcNow.AddSeconds(30);
        await channel.CreateCallInvoker().AsyncUnaryCall(EchoServer.Unary, null, new CallOptions(deadline: deadline), "quick");
        // Each hop measures what is left, and rounds up.
        Assert.InRange(await _innerDeadline.Task, deadline.AddSeconds(-5), deadline.AddSeconds(1));
    }

    [Fact]
    public async Task Rule_23_a_nested_call_is_cancelled_with_its_parent()
    {
        await using GrpcServer outer = Outer(_toInner);
        await using GrpcChannel channel = outer.CreateChannel();
        using var cancellation = new CancellationTokenSource();
        AsyncUnaryCall<string> call = channel.CreateCallInvoker().AsyncUnaryCall(EchoServer.Unary, null, new CallOptions(cancellationToken: cancellation.Token), "wait");
        await _innerDeadline.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await cancellation.CancelAsync();
        await _innerCancelled.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call);
    }

    [Fact]
    public async Task Rule_23_a_channel_may_opt_out()
    {
        await using GrpcChannel separate = _inner.CreateChannel(new GrpcChannelOptions { PropagateServerCallContext = false });
        await using GrpcServer outer = Outer(separate);
        await using GrpcChannel channel = outer.CreateChannel();
        await channel.CreateCallInvoker().AsyncUnaryCall(EchoServer.Unary, null, new CallOptions(deadline: DateTime.UtcNow.AddMinutes(2)), "quick");
        Assert.Equal(DateTime.MaxValue, await _innerDeadline.Task);
    }

    private static GrpcServer Outer(GrpcChannel inner) => new GrpcServer()
        .AddUnary(EchoServer.Unary, async (request, _) => await inner.CreateCallInvoker().AsyncUnaryCall(EchoServer.Unary, null, default, request))
        .Start();
}
