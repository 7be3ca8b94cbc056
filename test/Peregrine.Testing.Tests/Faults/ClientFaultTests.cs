namespace Peregrine.Testing.Tests.Faults;

/// <summary>Faults on the client's side: a server of its own that knows nothing of them.</summary>
public sealed class ClientFaultTests : IAsyncLifetime
{
    private static readonly Status s_down = new(StatusCode.Unavailable, "down");

    private readonly FakeTimeProvider _time = new();
    private FaultInjector _faults = null!;
    private TestServer _server = null!;
    private CallInvoker _invoker = null!;

    public Task InitializeAsync()
    {
        _faults = new FaultInjector(7, _time);
        _server = TestServer.Start(new TestServerOptions { TimeProvider = _time }, EchoMethods.AddTo);
        _invoker = _server.Channel.Intercept(_faults);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_status_is_the_end_of_calls_of_all_kinds_and_the_server_does_not_hear_of_them()
    {
        Fault fault = _faults.Add(new Fault { MaxHits = 5, Status = s_down, Trailers = new Metadata { { "why", "test" } } });
        AsyncUnaryCall<string> unary = Shout();
        Assert.Equal(s_down, (await Assert.ThrowsAsync<RpcException>(async () => await unary)).Status);
        Assert.Equal((s_down, "test"), (unary.GetStatus(), unary.GetTrailers().GetValue("why")));
        Assert.Equal(s_down, Assert.Throws<RpcException>(() => _invoker.BlockingUnaryCall(EchoMethods.Shout, null, default, "hi")).Status);
        using AsyncServerStreamingCall<string> spell = Spell("ab");
        Assert.Equal(s_down, (await Assert.ThrowsAsync<RpcException>(() => spell.ResponseStream.MoveNext())).Status);
        using AsyncClientStreamingCall<string, string> join = _invoker.AsyncClientStreamingCall(EchoMethods.Join, null, default);
        Assert.Equal(s_down, (await Assert.ThrowsAsync<RpcException>(() => join.RequestStream.WriteAsync("a"))).Status);
        Assert.Equal(s_down, (await join.AsResult()).Status);
        using AsyncDuplexStreamingCall<string, string> talk = _invoker.AsyncDuplexStreamingCall(EchoMethods.Talk, null, default);
        Assert.Equal(s_down, (await Assert.ThrowsAsync<RpcException>(() => talk.ResponseStream.MoveNext())).Status);
        Assert.Equal(s_down, talk.GetStatus());
        Assert.Equal(5, fault.HitCount);
        Assert.Equal(ConnectivityState.Idle, _server.Channel.State);

        Assert.Equal("HI", await Shout());
    }

    [Fact]
    public async Task A_delay_passes_with_the_clock_and_then_the_call_is_made()
    {
        Fault fault = _faults.Add(new Fault { Delay = TimeSpan.FromSeconds(10) });
        AsyncUnaryCall<string> unary = Shout();
        AsyncDuplexStreamingCall<string, string> talk = _invoker.AsyncDuplexStreamingCall(EchoMethods.Talk, null, default);
        Task writing = talk.RequestStream.WriteAsync("late");
        await fault.WaitForHitsAsync(2).WaitAsync(TimeSpan.FromMinutes(2));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(unary.ResponseAsync.IsCompleted);
        Assert.False(writing.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => unary.GetStatus());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("HI", await unary);
        await writing;
        Assert.True(await talk.ResponseStream.MoveNext());
        Assert.Equal("LATE", talk.ResponseStream.Current);
        await talk.RequestStream.CompleteAsync();
        Assert.False(await talk.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.OK, talk.GetStatus().StatusCode);
    }

    [Fact]
    public async Task What_is_dropped_ends_with_the_deadline_the_token_or_the_caller()
    {
        Fault fault = _faults.Add(new Fault { Drops = true });
        using var cancellation = new CancellationTokenSource();
        AsyncUnaryCall<string> late = Shout(new CallOptions(deadline: _time.GetUtcNow().UtcDateTime.AddSeconds(5)));
        AsyncUnaryCall<string> cancelled = Shout(new CallOptions(cancellationToken: cancellation.Token));
        AsyncUnaryCall<string> disposed = Shout();
        await fault.WaitForHitsAsync(3).WaitAsync(TimeSpan.FromMinutes(2));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(StatusCode.DeadlineExceeded, (await late.AsResult()).Status.StatusCode);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);
        Assert.Equal(StatusCode.Cancelled, cancelled.GetStatus().StatusCode);
        disposed.Dispose();
        Assert.Equal(StatusCode.Cancelled, (await disposed.AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task A_stream_breaks_after_as_many_responses_as_are_meant_and_its_call_is_cancelled()
    {
        _faults.Add(new Fault { Method = "/test.Echo/Spell", AfterResponses = 2, Status = s_down });
        using AsyncServerStreamingCall<string> broken = Spell("abc");
        Assert.True(await broken.ResponseStream.MoveNext());
        Assert.True(await broken.ResponseStream.MoveNext());
        Assert.Equal("b", broken.ResponseStream.Current);
        Assert.Equal(s_down, (await Assert.ThrowsAsync<RpcException>(() => broken.ResponseStream.MoveNext())).Status);
        Assert.Equal(s_down, broken.GetStatus());

        using AsyncServerStreamingCall<string> whole = Spell("ab");
        var letters = new List<string>();
        await foreach (string letter in whole.ResponseStream)
            letters.Add(letter);
        Assert.Equal(["a", "b"], letters);
    }

    [Fact]
    public async Task The_same_seed_hits_the_same_calls()
    {
        string first = await PatternAsync(7);
        Assert.Equal(first, await PatternAsync(7));
        Assert.NotEqual(first, await PatternAsync(8));
        Assert.InRange(first.Count(hit => hit == 'x'), 10, 50);

        async Task<string> PatternAsync(int seed)
        {
            var faults = new FaultInjector(seed);
            faults.Add(new Fault { Probability = 0.3, Status = s_down });
            CallInvoker invoker = _server.Channel.Intercept(faults);
            string pattern = "";
            for (int i = 0; i < 100; i++)
                pattern += await invoker.AsyncUnaryCall(EchoMethods.Shout, null, default, "hi").CodeAsync() == StatusCode.OK ? '.' : 'x';
            return pattern;
        }
    }

    private AsyncUnaryCall<string> Shout(CallOptions options = default) => _invoker.AsyncUnaryCall(EchoMethods.Shout, null, options, "hi");

    private AsyncServerStreamingCall<string> Spell(string request) => _invoker.AsyncServerStreamingCall(EchoMethods.Spell, null, default, request);
}
