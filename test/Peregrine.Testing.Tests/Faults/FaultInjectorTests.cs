namespace Peregrine.Testing.Tests.Faults;

public sealed class FaultInjectorTests
{
    private static readonly Status s_down = new(StatusCode.Unavailable, "down");

    [Fact]
    public async Task A_status_is_the_end_of_as_many_calls_as_are_meant()
    {
        var faults = new FaultInjector();
        Fault fault = faults.Add(new Fault { SkipCalls = 1, MaxHits = 2, Status = s_down, Trailers = new Metadata { { "why", "test" } } });
        await using TestServer server = Start(faults);
        var codes = new List<StatusCode>();
        for (int i = 0; i < 5; i++)
            codes.Add(await server.ShoutAsync().CodeAsync());
        Assert.Equal([StatusCode.OK, StatusCode.Unavailable, StatusCode.Unavailable, StatusCode.OK, StatusCode.OK], codes);
        Assert.Equal(2, fault.HitCount);
    }

    [Fact]
    public async Task The_caller_gets_the_text_and_the_trailers()
    {
        var faults = new FaultInjector();
        faults.Add(new Fault { Status = s_down, Trailers = new Metadata { { "why", "test" } } });
        await using TestServer server = Start(faults);
        RpcResult<string> result = await server.ShoutAsync().AsResult();
        Assert.Equal("down", result.Status.Detail);
        Assert.Equal("test", result.Trailers.GetValue("why"));
    }

    [Theory]
    [InlineData("/test.Echo/Shout", true)]
    [InlineData("test.Echo", true)]
    [InlineData(null, true)]
    [InlineData("/test.Echo/Spell", false)]
    [InlineData("test.Ech", false)]
    [InlineData("Echo", false)]
    public async Task A_fault_is_for_a_method_or_a_service_or_everything(string? method, bool isHit)
    {
        var faults = new FaultInjector();
        faults.Add(new Fault { Method = method, Status = s_down });
        await using TestServer server = Start(faults);
        Assert.Equal(isHit ? StatusCode.Unavailable : StatusCode.OK, await server.ShoutAsync().CodeAsync());
    }

    [Fact]
    public async Task The_same_seed_hits_the_same_calls()
    {
        string first = await PatternAsync(seed: 7);
        Assert.Equal(first, await PatternAsync(seed: 7));
        Assert.NotEqual(first, await PatternAsync(seed: 8));
        Assert.InRange(first.Count(hit => hit == 'x'), 10, 50);

        static async Task<string> PatternAsync(int seed)
        {
            var faults = new FaultInjector(seed);
            faults.Add(new Fault { Probability = 0.3, Status = s_down });
            await using TestServer server = Start(faults);
            string pattern = "";
            for (int i = 0; i < 100; i++)
                pattern += await server.ShoutAsync().CodeAsync() == StatusCode.OK ? '.' : 'x';
            return pattern;
        }
    }

    [Fact]
    public async Task A_delay_passes_with_the_clock()
    {
        var time = new FakeTimeProvider();
        var faults = new FaultInjector(1, time);
        Fault fault = faults.Add(new Fault { Delay = TimeSpan.FromSeconds(10) });
        await using TestServer server = Start(faults, time);
        AsyncUnaryCall<string> call = server.ShoutAsync();
        await fault.WaitForHitsAsync(1).WaitAsync(TimeSpan.FromMinutes(2));
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(call.ResponseAsync.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("HI", await call);
    }

    [Fact]
    public async Task A_dropped_call_stays_open_until_its_deadline()
    {
        var time = new FakeTimeProvider();
        var faults = new FaultInjector(1, time);
        Fault fault = faults.Add(new Fault { Drops = true });
        await using TestServer server = Start(faults, time);
        AsyncUnaryCall<string> call = server.ShoutAsync("hi", new CallOptions(deadline: time.GetUtcNow().UtcDateTime.AddSeconds(5)));
        await fault.WaitForHitsAsync(1).WaitAsync(TimeSpan.FromMinutes(2));
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(call.ResponseAsync.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(StatusCode.DeadlineExceeded, await call.CodeAsync());
    }

    [Fact]
    public async Task A_stream_breaks_after_some_responses()
    {
        var faults = new FaultInjector();
        faults.Add(new Fault { Method = "/test.Echo/Spell", AfterResponses = 2, Status = new Status(StatusCode.DataLoss, "torn") });
        await using TestServer server = Start(faults);
        using AsyncServerStreamingCall<string> call = server.SpellAsync("abcd");
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal("a", call.ResponseStream.Current);
        Assert.True(await call.ResponseStream.MoveNext());
        RpcException end = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal((StatusCode.DataLoss, "torn"), (end.StatusCode, end.Status.Detail));
    }

    [Fact]
    public async Task A_retry_policy_meets_the_fault_as_it_would_meet_a_server_that_is_down()
    {
        var faults = new FaultInjector();
        Fault fault = faults.Add(new Fault { MaxHits = 2, Status = s_down, Trailers = new Metadata { { "grpc-retry-pushback-ms", "0" } } });
        await using var server = TestServer.Start(
            new TestServerOptions
            {
                Faults = faults,
                ServiceConfig = ServiceConfig.Parse("""
                    { "methodConfig": [ { "name": [ {} ], "retryPolicy": {
                        "maxAttempts": 3, "initialBackoff": "1s", "maxBackoff": "1s", "backoffMultiplier": 1, "retryableStatusCodes": [ "UNAVAILABLE" ] } } ] }
                    """),
            },
            EchoMethods.AddTo);
        Assert.Equal("HI", await server.ShoutAsync());
        Assert.Equal(2, fault.HitCount);
    }

    [Fact]
    public async Task Faults_can_be_taken_away()
    {
        var faults = new FaultInjector();
        Fault fault = faults.Add(new Fault { Status = s_down });
        await using TestServer server = Start(faults);
        Assert.Equal(StatusCode.Unavailable, await server.ShoutAsync().CodeAsync());
        faults.Remove(fault);
        Assert.Equal(StatusCode.OK, await server.ShoutAsync().CodeAsync());
        faults.Add(fault);
        faults.Clear();
        Assert.Equal(StatusCode.OK, await server.ShoutAsync().CodeAsync());
    }

    [Fact]
    public void A_probability_beyond_0_to_1_is_refused() =>
        Assert.Contains("Probability is from 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => new Fault { Probability = 1.5 }).Message, StringComparison.Ordinal);

    private static TestServer Start(FaultInjector faults, TimeProvider? time = null) =>
        TestServer.Start(new TestServerOptions { Faults = faults, TimeProvider = time ?? TimeProvider.System }, EchoMethods.AddTo);
}
