namespace Peregrine.Testing.Tests.Faults;

public sealed class FaultyLinkTests : IAsyncLifetime
{
    // Nothing here waits for a deadline: it is what only a failure reaches.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    private static readonly CallOptions s_patient = new(deadline: DateTime.UtcNow.AddMinutes(5)) { WaitForReady = true };

    private readonly FaultInjector _faults = new();
    private GrpcServer _server = null!;
    private FaultyLink _link = null!;
    private GrpcChannel _channel = null!;

    public async Task InitializeAsync()
    {
        _server = Create(_faults);
        await _server.StartAsync();
        _link = FaultyLink.To(_server.Port);
        _channel = GrpcChannel.ForAddress(_link.Address, new GrpcChannelOptions { InitialReconnectBackoff = TimeSpan.FromMilliseconds(1), MaxReconnectBackoff = TimeSpan.FromMilliseconds(20) });
    }

    public async Task DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _link.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Calls_pass_it_as_they_are()
    {
        string large = new('a', 500_000);
        Assert.Equal(large.ToUpperInvariant(), await Shout(large));
        Assert.Equal(1, _link.Connections);
    }

    [Fact]
    public async Task A_call_of_ones_choice_loses_its_connection_and_the_next_gets_another()
    {
        Fault fault = _faults.Add(new Fault { Method = "/test.Echo/Shout", SkipCalls = 1, MaxHits = 1, Action = _link.Cut, Drops = true });
        Assert.Equal("HI", await Shout());
        Assert.Equal(StatusCode.Unavailable, await Shout().CodeAsync().WaitAsync(s_limit));
        Assert.Equal("HI", await Shout());
        Assert.Equal((1, 2), (fault.HitCount, _link.Connections));
    }

    [Theory]
    [InlineData(LinkDirection.ToClient)]
    [InlineData(LinkDirection.ToServer)]
    public async Task It_cuts_in_the_midst_of_a_message(LinkDirection direction)
    {
        await Shout();
        _link.CutAfter(1000, direction);
        Assert.Equal(StatusCode.Unavailable, await Shout(new string('a', 5000)).CodeAsync().WaitAsync(s_limit));
        Assert.Equal("HI", await Shout());
    }

    [Theory]
    [InlineData(LinkDirection.ToClient)]
    [InlineData(LinkDirection.ToServer)]
    public async Task Bad_bytes_cost_a_connection_and_no_later_call(LinkDirection direction)
    {
        await Shout();
        _link.Corrupt(9, direction);
        // Where the server says that it has not processed the call, the channel makes it again.
        await Shout().CodeAsync().WaitAsync(s_limit);
        Assert.Equal("HI", await Shout());
        Assert.Equal(2, _link.Connections);
    }

    [Fact]
    public async Task What_is_stalled_goes_on_later()
    {
        await Shout();
        _link.IsStalled = true;
        AsyncUnaryCall<string> call = Shout();
        Assert.True(_link.IsStalled);
        Assert.False(call.ResponseAsync.IsCompleted);
        _link.IsStalled = false;
        Assert.Equal("HI", await call.ResponseAsync.WaitAsync(s_limit));
        Assert.Equal(1, _link.Connections);
    }

    [Fact]
    public async Task Refused_connections_fail_calls_until_it_takes_them_again()
    {
        _link.RefusesConnections = true;
        Assert.Equal(StatusCode.Unavailable, await _channel.CreateCallInvoker().AsyncUnaryCall(EchoMethods.Shout, null, default, "hi").CodeAsync().WaitAsync(s_limit));
        Assert.True(_link.Connections > 0);
        _link.RefusesConnections = false;
        Assert.Equal("HI", await Shout());
    }

    private static GrpcServer Create(FaultInjector faults)
    {
        var server = new GrpcServer(new GrpcServerOptions { Interceptors = [faults] }, "http://127.0.0.1:0");
        EchoMethods.AddTo(server);
        return server;
    }

    private AsyncUnaryCall<string> Shout(string request = "hi") => _channel.CreateCallInvoker().AsyncUnaryCall(EchoMethods.Shout, null, s_patient, request);
}
