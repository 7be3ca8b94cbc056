namespace Peregrine.Client;

/// <summary>
/// The channel's data plane: every call reads the current picker, and those that it can place nowhere wait for the next one. Any thread.
/// </summary>
internal sealed class ChannelRouter(ChannelContext context, Random random) : CallRouter
{
    private readonly Lock _gate = new();

    // Replaced under _gate, read without it.
    private volatile Picker _picker = FixedPicker.Queueing;

    // Guarded by _gate.
    private HashSet<ClientCall> _waiting = [];
    private string _lastProblem = "";

    public override ReplayBudget ReplayBudget { get; } = new(context.Options.MaxRetryBufferSize);

    /// <summary>Calls that wait for a picker now.</summary>
    public int WaitingCalls
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    public override string WaitingFor
    {
        get
        {
            lock (_gate)
                return _lastProblem.Length > 0 ? $"waiting for a connection to {context.Authority}: {_lastProblem}" : $"waiting for a connection to {context.Authority}";
        }
    }

    public override TransportCallStream? TryPick(in CallSettings settings, CallListener listener) =>
        _picker.Pick(settings).Subchannel?.Connections.TryCreateStream(listener, settings.Method);

    public override RouteResult Pick(ClientCall call, CallListener attempt)
    {
        while (true)
        {
            Picker picker = _picker;
            PickResult result = picker.Pick(call.Settings);
            if (result.Subchannel?.Connections.CreateStream(attempt, call.Settings.Method) is { } stream)
                return RouteResult.To(stream);
            if (result.IsDrop)
                return RouteResult.Drop(ControlPlaneStatus.Restrict(result.Failure, "the balancer"));
            if (result.IsFailure && !call.Settings.WaitForReady)
                return RouteResult.Fail(ControlPlaneStatus.Restrict(result.Failure, "the balancer"));
            // Rule 77: a subchannel that is not ready any more is as good as none: the next picker knows better.
            if (TryWait(picker, call))
                return RouteResult.Wait;
        }
    }

    public override void Forget(ClientCall call)
    {
        lock (_gate)
            _waiting.Remove(call);
    }

    public override double NextRandom()
    {
        lock (random)
            return random.NextDouble();
    }

    /// <summary>Routes calls by <paramref name="picker"/> from now on; those that wait try again at once.</summary>
    public void Publish(Picker picker, string problem)
    {
        HashSet<ClientCall> waiting;
        lock (_gate)
        {
            _picker = picker;
            _lastProblem = problem;
            waiting = _waiting;
            _waiting = [];
        }
        foreach (ClientCall call in waiting)
            call.OnRouteNews();
    }

    private bool TryWait(Picker seen, ClientCall call)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_picker, seen))
                return false;
            _waiting.Add(call);
            return true;
        }
    }
}
