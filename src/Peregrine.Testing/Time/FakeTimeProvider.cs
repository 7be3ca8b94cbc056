namespace Peregrine.Testing;

/// <summary>
/// A clock that stands still until a test advances it; timers that come due fire inside <see cref="Advance"/>, in order, on the caller's thread. It begins with the
/// year 2026, in UTC. Members may be called from any thread; one at a time advances.
/// </summary>
public sealed class FakeTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _timers = [];
    private TaskCompletionSource _armed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Ticks of 100 ns, as <see cref="TimeSpan"/> counts.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The number of timers that are due some time.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count(t => t.Due is not null);
            }
        }
    }

    /// <summary>Ends when a timer is due some time: for timers that another thread is about to set.</summary>
    public Task WhenTimerIsSetAsync()
    {
        lock (_gate)
        {
            return _timers.Exists(t => t.Due is not null) ? Task.CompletedTask : _armed.Task;
        }
    }

    /// <summary>The time that the clock shows.</summary>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <summary>The same time as a number of ticks, which only grows.</summary>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Creates a timer of this clock.</summary>
    /// <param name="callback">What it calls, within <see cref="Advance"/>.</param>
    /// <param name="state">What the callback is given.</param>
    /// <param name="dueTime">How long from now it fires first; <see cref="Timeout.InfiniteTimeSpan"/> for never.</param>
    /// <param name="period">How long between two firings; <see cref="Timeout.InfiniteTimeSpan"/> or zero for one only.</param>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        lock (_gate)
        {
            _timers.Add(timer);
        }
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass; each timer that comes due sees the clock at its own due time. Returns when the last has fired; what it woke may still run on other threads.</summary>
    /// <param name="by">How much; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative: time does not go back.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset until = GetUtcNow() + by;
        while (NextDue(until) is { } timer)
        {
            timer.Fire();
        }
        lock (_gate)
        {
            _now = until;
        }
    }

    private FakeTimer? NextDue(DateTimeOffset until)
    {
        lock (_gate)
        {
            FakeTimer? next = _timers.Where(t => t.Due <= until).MinBy(t => t.Due);
            if (next is not null)
            {
                if (next.Due > _now)
                {
                    _now = next.Due!.Value;
                }
                next.Elapse();
            }
            return next;
        }
    }

    private sealed class FakeTimer(FakeTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                _period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : owner._now + dueTime;
                if (Due is not null)
                {
                    owner._armed.SetResult();
                    owner._armed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
            return true;
        }

        // Called under the owner's gate.
        public void Elapse() => Due = _period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero ? null : Due + _period;

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (owner._gate)
            {
                Due = null;
                owner._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
