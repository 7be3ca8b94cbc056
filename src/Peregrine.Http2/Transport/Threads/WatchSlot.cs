namespace Peregrine.Http2.Transport;

/// <summary>
/// What one thread runs just now, as the watchdog sees it. The state is a counter: odd while a handler runs, and every handler changes it
/// by two, so an odd value seen twice is one handler that has been running all the time between.
/// <code>
///   even ──Begin──► odd ──End──► even      (owner thread, CAS)
///                    └──Steal──► even      (watchdog, CAS): the owner's End fails, and its loop belongs to another thread
/// </code>
/// </summary>
internal sealed class WatchSlot
{
    /// <summary>After so many looks a loop moves on even when its handler is not waiting but computing.</summary>
    private const int LooksForRunning = 8;

    [ThreadStatic]
    private static WatchSlot? t_slot;

    // Immutable after construction.
    private readonly Thread _thread;
    private readonly NativeThread _native = NativeThread.Current();

    // Owner thread writes, watchdog reads; the counter decides between them.
    private long _state;
    private long _begun;
    private ILoop? _loop;
    private HandlerProfile? _profile;

    private int _active;
    private volatile bool _flushDue;

    // Watchdog only.
    private long _lastState;
    private bool _lastBusy;
    private int _stuckLooks;

    private WatchSlot(Thread thread)
    {
        _thread = thread;
        IsPoolThread = thread.IsThreadPoolThread;
    }

    /// <summary>Whether the slot's thread is one of the thread pool; asked once, since a thread that has ended does not tell.</summary>
    public bool IsPoolThread { get; }

    /// <summary>Whether a batch is one item of the elastic threads, and not a loop.</summary>
    public bool IsElastic => Volatile.Read(ref _loop) is null && IsActive;

    /// <summary>Whether the slot's thread is still there.</summary>
    public bool IsAlive => _thread.IsAlive;

    /// <summary>Whether a batch runs now.</summary>
    public bool IsActive => Volatile.Read(ref _active) != 0;

    /// <summary>Whether the last look found a handler that holds its thread. Watchdog only.</summary>
    public bool IsSlow { get; private set; }

    /// <summary>Whether the last look found a handler at work. Watchdog only.</summary>
    public bool IsBusy => _lastBusy;

    /// <summary>Set by the watchdog when a batch has been running for a tick: what it wrote so far should be sent.</summary>
    public bool FlushDue => _flushDue;

    /// <summary>Starts a batch on this thread. False: this thread is inside a batch already (a handler drives another loop), so nothing may be watched.</summary>
    public static bool TryEnter(ILoop? loop, out WatchSlot slot)
    {
        slot = t_slot ??= Register();
        if (Interlocked.Exchange(ref slot._active, 1) != 0) return false;
        slot._loop = loop;
        Watchdog.WakeIfAsleep();
        return true;
    }

    /// <summary>Ends the batch.</summary>
    public void Leave()
    {
        _loop = null;
        _profile = null;
        _flushDue = false;
        Volatile.Write(ref _active, 0);
    }

    /// <summary>A handler starts.</summary>
    public void Begin(HandlerProfile? profile)
    {
        _profile = profile;
        _begun = _state | 1;
        Volatile.Write(ref _state, _begun);
    }

    /// <summary>A handler has ended. False: the loop was taken away meanwhile, and this thread must not touch it any more.</summary>
    public bool End()
    {
        if (Interlocked.CompareExchange(ref _state, _begun + 1, _begun) == _begun) return true;
        Watchdog.Returned(this);
        Leave();
        return false;
    }

    /// <summary>The flush asked for was made.</summary>
    public void Flushed() => _flushDue = false;

    /// <summary>One look by the watchdog. Returns the loop to resume when its thread is stuck.</summary>
    public ILoop? Tick()
    {
        long state = Volatile.Read(ref _state);
        bool busy = (state & 1) != 0;
        long ended = (state >> 1) - (_lastState >> 1);
        bool stuck = busy && state == _lastState;
        if (IsActive) _flushDue = true;

        // Slow is a handler that was running at both looks with next to nothing between them.
        // One that computes, or that the machine has no processor for just now, is not: moving it elsewhere would win nothing.
        ILoop? loop = Volatile.Read(ref _loop);
        IsSlow = (stuck || (busy && _lastBusy && ended <= 2)) && (loop is null || _native.IsWaiting());
        HandlerProfile? profile = Volatile.Read(ref _profile);
        if (profile is not null && (busy || ended > 0)) profile.Observe(ended, IsSlow);
        _lastState = state;
        _lastBusy = busy;
        _stuckLooks = stuck ? _stuckLooks + 1 : 0;
        if (!stuck || loop is null || (!IsSlow && _stuckLooks < LooksForRunning)) return null;
        return Interlocked.CompareExchange(ref _state, state + 1, state) == state ? loop : null;
    }

    private static WatchSlot Register()
    {
        var slot = new WatchSlot(Thread.CurrentThread);
        Watchdog.Add(slot);
        return slot;
    }
}
