namespace Peregrine.Client;

/// <summary>
/// The channel's control plane: name → addresses → balancer → picker, idleness and the end. Everything here runs on the <see cref="SerialExecutor"/>
/// unless it says otherwise.
/// </summary>
internal sealed class ChannelControl : BalancerHost
{
    private readonly ChannelContext _context;
    private readonly ChannelRouter _router;
    private readonly Connector _connector;
    private readonly Func<Resolver> _newResolver;
    private readonly Func<Random> _newRandom;

    // Serial executor only.
    private readonly List<Subchannel> _live = [];
    private readonly List<Task> _ending = [];
    private Resolver? _resolver;
    private LoadBalancer? _balancer;
    private ITimer? _idleTimer;
    private long _callsAtLastLook;
    private bool _hasAddresses;
    private bool _isShutDown;

    public ChannelControl(ChannelContext context, ChannelRouter router, Connector connector, Func<Resolver> newResolver, Func<Random> newRandom)
    {
        _context = context;
        _router = router;
        _connector = connector;
        _newResolver = newResolver;
        _newRandom = newRandom;
        GoIdle();
    }

    /// <summary>The state for the channel's user.</summary>
    public ConnectivityTracker Connectivity { get; } = new();

    /// <summary>Deadlines of calls that are under way.</summary>
    public int ArmedDeadlines => _context.Deadlines.Armed;

    public override TimeProvider Time => _context.Time;

    public override SerialExecutor Serial { get; } = new();

    public override Subchannel CreateSubchannel(BackendAddress address)
    {
        GrpcChannelOptions options = _context.Options;
        var backoff = new Backoff(options.InitialReconnectBackoff, options.MaxReconnectBackoff, _newRandom());
        var subchannel = new Subchannel(address, Serial, _connector, _router, backoff, _context);
        _live.Add(subchannel);
        return subchannel;
    }

    public override void Release(Subchannel subchannel)
    {
        if (!_live.Remove(subchannel))
            return;
        _ending.RemoveAll(task => task.IsCompleted);
        _ending.Add(subchannel.DisposeAsync().AsTask());
    }

    public override void Publish(ConnectivityState state, Picker picker)
    {
        if (_isShutDown)
            return;
        _router.Publish(picker, state == ConnectivityState.TransientFailure ? picker.Pick(default).Failure.Detail : "");
        Enter(state);
    }

    public override void RequestResolution() => _resolver?.Refresh();

    /// <summary>Any thread.</summary>
    public override void RequestExitIdle() => Serial.Post(ExitIdle);

    /// <summary>Any thread: forgets all backoffs.</summary>
    public void ResetConnectBackoff() => Serial.Post(() => _balancer?.ResetBackoff());

    /// <summary>Any thread: has a look at each subchannel where nothing can change it meanwhile.</summary>
    public async Task<IReadOnlyList<T>> SubchannelsAsync<T>(Func<Subchannel, T> look)
    {
        T[] seen = [];
        Serial.Post(() => seen = [.. _live.Select(look)]);
        await Serial.Flush().ConfigureAwait(false);
        return seen;
    }

    /// <summary>Any thread: ends the channel. Calls under way are ended with it.</summary>
    public async Task ShutdownAsync()
    {
        var done = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        Serial.Post(() => done.SetResult(Shutdown()));
        Task ending = await done.Task.ConfigureAwait(false);
        await ending.ConfigureAwait(false);
    }

    private void ExitIdle()
    {
        if (_isShutDown)
            return;
        if (_resolver is not null)
        {
            _balancer!.ExitIdle();
            return;
        }
        Publish(ConnectivityState.Connecting, FixedPicker.Queueing);
        _balancer = new PickFirst(this);
        _hasAddresses = false;
        Resolver resolver = _newResolver();
        _resolver = resolver;
        resolver.Start(result => Serial.Post(() => OnResolved(resolver, result)));
        WatchIdleness();
    }

    private void OnResolved(Resolver resolver, ResolverResult result)
    {
        if (_resolver != resolver)
            return;
        if (!result.IsFailure)
        {
            _hasAddresses = true;
            _balancer!.Update(result.Addresses);
            // The balancer of a channel that has just left idle has someone waiting for it.
            if (Connectivity.State == ConnectivityState.Idle && _router.WaitingCalls > 0)
                _balancer.ExitIdle();
        }
        else
        {
            _context.Log.ResolutionFailed(_context.Target, result.Failure.Detail);
            // Rule 71: without a good result yet the failure is the channel's; with one, the old addresses stay.
            if (!_hasAddresses)
                Publish(ConnectivityState.TransientFailure, new FixedPicker(PickResult.Fail(result.Failure)));
        }
    }

    // Rule 76: names and connections are dropped when no call was there for a whole interval.
    private void WatchIdleness()
    {
        TimeSpan timeout = _context.Options.IdleTimeout;
        _idleTimer?.Dispose();
        if (timeout == Timeout.InfiniteTimeSpan)
            return;
        _callsAtLastLook = CallsStarted();
        _idleTimer = Time.CreateTimer(static state => ((ChannelControl)state!).PostIdleCheck(), this, timeout, timeout);
    }

    private void PostIdleCheck() => Serial.Post(CheckIdleness);

    private void CheckIdleness()
    {
        if (_isShutDown || _resolver is null)
            return;
        long calls = CallsStarted();
        bool isIdle = calls == _callsAtLastLook && _router.WaitingCalls == 0 && !HasOpenCalls();
        _callsAtLastLook = calls;
        if (!isIdle)
            return;
        _idleTimer?.Dispose();
        EndBalancing(null);
        GoIdle();
        // A call that came in between waits with the picker that was replaced; publishing has made it look again.
    }

    private void GoIdle()
    {
        _router.Publish(new WakingPicker(RequestExitIdle), "");
        Enter(ConnectivityState.Idle);
    }

    private void Enter(ConnectivityState state)
    {
        if (Connectivity.Set(state))
            _context.Log.StateChanged(_context.Target, state);
    }

    private long CallsStarted() => Transports().Sum(transport => transport.CallsStarted);

    private bool HasOpenCalls() => Transports().Any(transport => transport.CallsOpen > 0);

    private List<ClientTransport> Transports() => [.. _live.SelectMany(subchannel => subchannel.Connections.Transports.ToArray())];

    private void EndBalancing(string? reason)
    {
        _balancer?.Shutdown(reason);
        _balancer = null;
        if (_resolver is { } resolver)
            _ending.Add(resolver.DisposeAsync().AsTask());
        _resolver = null;
    }

    private Task Shutdown()
    {
        if (!_isShutDown)
        {
            var gone = new Status(StatusCode.Unavailable, "the channel has been shut down");
            Publish(ConnectivityState.Shutdown, new FixedPicker(PickResult.Drop(gone)));
            _isShutDown = true;
            _idleTimer?.Dispose();
            EndBalancing(gone.Detail);
            _context.Deadlines.Dispose();
        }
        return Task.WhenAll(_ending);
    }
}
