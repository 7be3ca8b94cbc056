using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>
/// The connections of one subchannel, oldest first, and the calls that wait for a free stream on any of them (rule 91; gRFC A105). The data plane's side of a
/// subchannel: any thread. Never calls back while it holds its gate.
/// </summary>
internal sealed class ConnectionSet(CallRouter router, SubchannelSignals signals) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();

    // Replaced as a whole under _gate, read without it.
    private volatile ClientTransport[] _transports = [];

    // Guarded by _gate.
    private readonly LinkedList<ClientCall> _waiting = new();
    private bool _isServing;
    private bool _serveAgain;

    // The call that is being served now keeps its place when it has to wait again.
    private volatile ClientCall? _served;
    private volatile int _waitingCount;

    public CallRouter Router { get; } = router;

    /// <summary>What channelz tells of the subchannel's calls; null while nobody shows its channel.</summary>
    public CallCounters? Counters { get; init; }

    public ReadOnlySpan<ClientTransport> Transports => _transports;

    public bool HasWaiting => _waitingCount > 0;

    /// <summary>A stream on the oldest connection that has one free; null when calls wait already or none is free.</summary>
    public TransportCallStream? TryCreateStream(CallListener listener, MethodPlan method)
    {
        if (_waitingCount > 0)
            return null;
        foreach (ClientTransport transport in _transports)
        {
            if (transport.IsAccepting && transport.HasFreeStream)
                return transport.CreateStream(listener, method);
        }
        return null;
    }

    /// <summary>A stream for a call that may wait: where none is free, on a connection whose limit it will meet. Null when no connection takes calls.</summary>
    public TransportCallStream? CreateStream(CallListener listener, MethodPlan method)
    {
        ClientTransport? full = null;
        foreach (ClientTransport transport in _transports)
        {
            if (!transport.IsAccepting)
                continue;
            if (transport.HasFreeStream)
                return transport.CreateStream(listener, method);
            full ??= transport;
        }
        return full?.CreateStream(listener, method);
    }

    /// <summary>Queues a call that met the stream limit of <paramref name="transport"/>. False: do not wait, try again.</summary>
    public bool TryWaitForSlot(ClientTransport transport, ClientCall call)
    {
        if (!transport.IsAccepting)
            return false;
        lock (_gate)
        {
            if (ReferenceEquals(_served, call))
                _waiting.AddFirst(call);
            else
                _waiting.AddLast(call);
            _waitingCount = _waiting.Count;
        }
        signals.OnStreamsExhausted();
        // A stream may have come free, of this connection or of another, or the connection gone, before the call was in the queue.
        if (!transport.IsAccepting || Array.Exists(_transports, static other => other.IsAccepting && other.HasFreeStream))
            OnSlots();
        return true;
    }

    public void Forget(ClientCall call)
    {
        if (_waitingCount == 0)
            return;
        lock (_gate)
        {
            _waiting.Remove(call);
            _waitingCount = _waiting.Count;
        }
    }

    public void Add(ClientTransport transport)
    {
        lock (_gate)
            _transports = [.. _transports, transport];
        OnSlots();
    }

    /// <summary>The connection drains or has ended: its calls go on, new ones look elsewhere.</summary>
    public void OnStoppedAccepting(ClientTransport transport)
    {
        Remove(transport);
        signals.OnTransportLost(transport);
    }

    /// <summary>Takes a connection out of the set, if it is in it.</summary>
    public void Remove(ClientTransport transport)
    {
        lock (_gate)
            _transports = [.. _transports.Where(other => other != transport)];
        OnSlots();
    }

    public void OnClosed(ClientTransport transport) => signals.OnTransportClosed(transport);

    /// <summary>There may be a free stream, or no connection any more: waiting calls have another look, on a thread of the pool.</summary>
    public void OnSlots()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
                return;
            _serveAgain = true;
            if (_isServing)
                return;
            _isServing = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (TryTakeNext(out ClientCall? call))
            call!.OnRouteNews();
    }

    private bool TryTakeNext(out ClientCall? call)
    {
        lock (_gate)
        {
            // The one served just now is back at the head: no stream is free, wait for the next news.
            bool isBlocked = _waiting.First is { } first && ReferenceEquals(first.Value, _served) && !_serveAgain;
            _serveAgain = false;
            if (_waiting.First is null || isBlocked)
            {
                call = null;
                _served = null;
                _isServing = false;
                return false;
            }
            call = _waiting.First.Value;
            _served = call;
            _waiting.RemoveFirst();
            _waitingCount = _waiting.Count;
            return true;
        }
    }
}
