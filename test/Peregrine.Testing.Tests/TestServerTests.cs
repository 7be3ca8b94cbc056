namespace Peregrine.Testing.Tests;

public sealed class TestServerTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_service_is_called_in_three_lines()
    {
        await using var server = TestServer.Start(new ShoutService());
        string answer = await server.ShoutAsync("hello");
        Assert.Equal("HELLO", answer);
    }

    [Fact]
    public async Task All_four_kinds_of_call_work()
    {
        await using var server = TestServer.Start(new TestServerOptions(), EchoMethods.AddTo);
        CallInvoker invoker = server.Channel.CreateCallInvoker();
        Assert.Equal("HI", await server.ShoutAsync());

        using AsyncServerStreamingCall<string> spell = server.SpellAsync("abc");
        Assert.Equal(["a", "b", "c"], await ReadAllAsync(spell.ResponseStream));

        using AsyncClientStreamingCall<string, string> join = invoker.AsyncClientStreamingCall(EchoMethods.Join, null, default);
        await join.RequestStream.WriteAsync("a");
        await join.RequestStream.WriteAsync("b");
        await join.RequestStream.CompleteAsync();
        Assert.Equal("ab", await join);

        using AsyncDuplexStreamingCall<string, string> talk = invoker.AsyncDuplexStreamingCall(EchoMethods.Talk, null, default);
        await talk.RequestStream.WriteAsync("x");
        await talk.RequestStream.CompleteAsync();
        Assert.Equal(["X"], await ReadAllAsync(talk.ResponseStream));
    }

    [Fact]
    public async Task A_deadline_passes_when_the_clock_is_advanced_and_not_before()
    {
        var time = new FakeTimeProvider();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = TestServer.Start(new TestServerOptions { TimeProvider = time }, server => server.AddUnary(EchoMethods.Shout, async (_, context) =>
        {
            await using CancellationTokenRegistration told = context.CancellationToken.Register(cancelled.SetResult);
            started.SetResult();
            await cancelled.Task;
            return "too late";
        }));
        AsyncUnaryCall<string> call = server.ShoutAsync("hi", new CallOptions(deadline: time.GetUtcNow().UtcDateTime.AddHours(1)));
        await started.Task.WaitAsync(s_limit);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(call.ResponseAsync.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(StatusCode.DeadlineExceeded, await call.CodeAsync());
        await cancelled.Task.WaitAsync(s_limit);
    }

    [Fact]
    public async Task A_handler_that_throws_tells_the_test_why()
    {
        await using var server = TestServer.Start(
            new TestServerOptions(), server => server.AddUnary(EchoMethods.Shout, (_, _) => throw new InvalidOperationException("no voice today")));
        Assert.Contains("no voice today", (await server.ShoutAsync().AsResult()).Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_channel_reaches_the_same_server()
    {
        await using var server = TestServer.Start(new TestServerOptions(), EchoMethods.AddTo);
        await using GrpcChannel second = server.CreateChannel();
        Assert.Equal("HI", await second.CreateCallInvoker().AsyncUnaryCall(EchoMethods.Shout, null, default, "hi"));
    }

    [Fact]
    public async Task Calls_after_the_stop_are_unavailable()
    {
        await using var server = TestServer.Start(new TestServerOptions(), EchoMethods.AddTo);
        Assert.Equal("HI", await server.ShoutAsync());
        await server.StopAsync(TimeSpan.Zero);
        Assert.Equal(StatusCode.Unavailable, await server.ShoutAsync().CodeAsync());
    }

    [Fact]
    public async Task Disposing_ends_calls_that_are_open()
    {
        var server = TestServer.Start(new TestServerOptions(), server => server.AddUnary(EchoMethods.Shout, async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return "";
        }));
        AsyncUnaryCall<string> call = server.ShoutAsync();
        await server.DisposeAsync().AsTask().WaitAsync(s_limit);
        Assert.Equal(StatusCode.Unavailable, await call.CodeAsync());
    }

    private static async Task<List<string>> ReadAllAsync(IAsyncStreamReader<string> reader)
    {
        var all = new List<string>();
        await foreach (string message in reader)
            all.Add(message);
        return all;
    }

    private sealed class ShoutService : IGrpcService
    {
        public void Bind(ServiceBinder binder) => binder.AddUnary(EchoMethods.Shout, (request, _) => Task.FromResult(request.ToUpperInvariant()));
    }
}
