namespace Peregrine.Client;

/// <summary>
/// pick_first (gRFC A62, A61): tries the addresses in their order, the next one after a failure or after 250 ms, and keeps the first that becomes ready. When
/// all have failed it stays in TRANSIENT_FAILURE, however often it tries again, until one is ready. When the connection is lost it is idle.
/// </summary>
internal sealed class PickFirst(BalancerHost host) : LoadBalancer
{
    // RFC 8305 §5, gRFC A61: how long an attempt has the field to itself.
    private static readonly TimeSpan s_attemptDelay = TimeSpan.FromMilliseconds(250);

    private List<BackendAddress> _addresses = [];
    private List<Subchannel> _subchannels = [];
    private Subchannel? _selected;
    private ITimer? _nextAttempt;
    private int _started;
    private bool _isInPass;
    private bool _isFailed;
    private Status _lastFailure;

    public override void Update(IReadOnlyList<BackendAddress> addresses)
    {
        _addresses = Interleave(addresses);
        if (_addresses.Count == 0)
        {
            Replace();
            _isFailed = true;
            host.Publish(ConnectivityState.TransientFailure, new FixedPicker(PickResult.Fail(new Status(StatusCode.Unavailable, "the name resolved to no addresses"))));
            host.RequestResolution();
            return;
        }
        // Rule 72: the address that is connected keeps its connection.
        if (_selected is not null && _addresses.Contains(_selected.Address))
            return;
        bool wasIdle = IsIdle;
        Replace();
        if (wasIdle)
            PublishIdle();
        else
            BeginPass();
    }

    public override void ExitIdle()
    {
        if (IsIdle)
            BeginPass();
    }

    public override void ResetBackoff()
    {
        foreach (Subchannel subchannel in _subchannels)
            subchannel.ResetBackoff();
    }

    public override void Shutdown(string? reason)
    {
        _nextAttempt?.Dispose();
        foreach (Subchannel subchannel in _subchannels)
            Close(subchannel, reason);
        _subchannels = [];
        _selected = null;
        _isInPass = false;
    }

    private bool IsIdle => _selected is null && !_isInPass && !_isFailed && _subchannels.Count > 0;

    private Subchannel Create(BackendAddress address)
    {
        Subchannel subchannel = host.CreateSubchannel(address);
        subchannel.Listen(OnState);
        return subchannel;
    }

    private void Replace()
    {
        Shutdown(null);
        _subchannels = [.. _addresses.Select(Create)];
    }

    private void BeginPass()
    {
        _isInPass = true;
        _started = 0;
        if (!_isFailed)
            host.Publish(ConnectivityState.Connecting, FixedPicker.Queueing);
        StartNext();
    }

    private void StartNext()
    {
        _nextAttempt?.Dispose();
        _nextAttempt = null;
        if (!_isInPass || _started >= _subchannels.Count)
            return;
        Subchannel next = _subchannels[_started++];
        if (_started < _subchannels.Count)
            _nextAttempt = host.Time.CreateTimer(static state => ((PickFirst)state!).OnAttemptDelay(), this, s_attemptDelay, Timeout.InfiniteTimeSpan);
        if (next.State.State == ConnectivityState.TransientFailure)
            StartNext();
        else
            next.RequestConnection();
    }

    private void OnAttemptDelay() => host.Serial.Post(StartNext);

    private void OnState(Subchannel subchannel, SubchannelState state)
    {
        if (!_subchannels.Contains(subchannel))
            return;
        switch (state.State)
        {
            case ConnectivityState.Ready:
                Select(subchannel);
                break;
            case ConnectivityState.Idle when subchannel == _selected:
                GoIdle();
                break;
            case ConnectivityState.Idle when _isFailed:
                // Its backoff is over: in failure each address is tried again by itself.
                subchannel.RequestConnection();
                break;
            case ConnectivityState.TransientFailure:
                OnFailure(state.Failure);
                break;
        }
    }

    private void Select(Subchannel subchannel)
    {
        _nextAttempt?.Dispose();
        _isInPass = false;
        _isFailed = false;
        _selected = subchannel;
        foreach (Subchannel other in _subchannels.Where(other => other != subchannel).ToArray())
            Close(other, null);
        // Addresses that lost the race are not kept; they come back when this connection is lost.
        _subchannels = [subchannel];
        host.Publish(ConnectivityState.Ready, new FixedPicker(PickResult.To(subchannel)));
    }

    private void OnFailure(in Status failure)
    {
        _lastFailure = failure;
        if (_isInPass && _started < _subchannels.Count)
        {
            StartNext();
            return;
        }
        if (_subchannels.Any(subchannel => subchannel.State.State == ConnectivityState.Connecting) && !_isFailed)
            return;
        _isInPass = false;
        _isFailed = true;
        host.Publish(ConnectivityState.TransientFailure, new FixedPicker(PickResult.Fail(_lastFailure)));
        host.RequestResolution();
        foreach (Subchannel subchannel in _subchannels)
            subchannel.RequestConnection();
    }

    // Rule 72: a lost connection is not replaced at once; the next call does that.
    private void GoIdle()
    {
        Replace();
        _isFailed = false;
        PublishIdle();
        host.RequestResolution();
    }

    private void PublishIdle() => host.Publish(ConnectivityState.Idle, new WakingPicker(host.RequestExitIdle));

    // RFC 8305 §4: families take turns, beginning with the first address's.
    private static List<BackendAddress> Interleave(IReadOnlyList<BackendAddress> addresses)
    {
        if (addresses.Count < 2)
            return [.. addresses];
        bool first = addresses[0].IsIPv6;
        var mine = new Queue<BackendAddress>(addresses.Where(address => address.IsIPv6 == first));
        var others = new Queue<BackendAddress>(addresses.Where(address => address.IsIPv6 != first));
        var mixed = new List<BackendAddress>(addresses.Count);
        while (mine.Count + others.Count > 0)
        {
            if (mine.TryDequeue(out BackendAddress? a))
                mixed.Add(a);
            if (others.TryDequeue(out BackendAddress? b))
                mixed.Add(b);
        }
        return [.. mixed.Distinct()];
    }

    private void Close(Subchannel subchannel, string? reason)
    {
        if (reason is null)
            subchannel.Shutdown();
        else
            subchannel.Abort(reason);
        host.Release(subchannel);
    }
}
