using System.Numerics;
using Peregrine.Http2;

namespace Peregrine.Calls;

/// <summary>
/// The deadlines of all calls of a channel or server over one timer. Arming and disarming are O(1) and allocate nothing; the timer runs only when the
/// earliest armed slot comes round, so a call that ends before its deadline costs no timer at all. Any thread. Ends with <see cref="Dispose"/>.
/// </summary>
/// <remarks>
/// Ticks are milliseconds since the wheel was made, and a deadline is rounded up to the next: it never fires early. An entry further away than one
/// turn sits in its slot and is passed over until its turn has come.
/// </remarks>
internal sealed class DeadlineWheel : IDisposable
{
    private const int SlotCount = 4096;
    private const int Mask = SlotCount - 1;
    private const long NotScheduled = long.MaxValue;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    // Immutable after construction.
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimestampScale _scale;
    private readonly ITimer _timer;
    private readonly Gate _gate = new();

    // Guarded by _gate.
    private readonly DeadlineEntry?[] _slots = new DeadlineEntry?[SlotCount];
    private readonly ulong[] _occupied = new ulong[SlotCount / 64];
    private long _nextTick;
    private long _scheduledTick = NotScheduled;
    private int _armed;
    private bool _disposed;

    public DeadlineWheel(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _scale = new TimestampScale(time);
        _timer = time.CreateTimer(static state => ((DeadlineWheel)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Entries that have neither fired nor been disarmed.</summary>
    public int Armed
    {
        get
        {
            using (_gate.Hold())
                return _armed;
        }
    }

    /// <summary>Calls <paramref name="entry"/> when <paramref name="delay"/> has passed; a delay of zero or less fires as soon as a timer thread can.</summary>
    public void Arm(DeadlineEntry entry, TimeSpan delay) => Arm(entry, delay, _time.GetTimestamp());

    /// <summary>The same for a caller that has just read the clock's timestamp.</summary>
    public void Arm(DeadlineEntry entry, TimeSpan delay, long now)
    {
        long since = _scale.Elapsed(_start, now).Ticks;
        long due = (since + Math.Clamp(delay.Ticks, 0, long.MaxValue / 2) + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        using (_gate.Hold())
        {
            if (_disposed)
                return;
            // A tick that has been swept already would wait a whole turn.
            due = Math.Max(due, _nextTick);
            entry.DueTick = due;
            Link(entry, (int)due & Mask);
            if (due < _scheduledTick)
                Schedule(due);
        }
    }

    /// <summary>Takes <paramref name="entry"/> out. False when it has fired, is firing, or was never armed.</summary>
    public bool Disarm(DeadlineEntry entry)
    {
        using (_gate.Hold())
        {
            if (entry.Slot < 0)
                return false;
            Unlink(entry);
            return true;
        }
    }

    public void Dispose()
    {
        using (_gate.Hold())
        {
            _disposed = true;
        }
        _timer.Dispose();
    }

    private void Fire()
    {
        DeadlineEntry? due;
        using (_gate.Hold())
        {
            if (_disposed)
                return;
            due = Sweep((long)(_time.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMillisecond));
            _scheduledTick = NotScheduled;
            if (NextOccupied() is { } next)
                Schedule(next);
        }
        while (due is not null)
        {
            DeadlineEntry entry = due;
            due = entry.Next;
            entry.Next = null;
            entry.OnDeadline();
        }
    }

    /// <summary>Unlinks all entries that are due at <paramref name="now"/> and returns them as a list through <see cref="DeadlineEntry.Next"/>, earliest slot first.</summary>
    private DeadlineEntry? Sweep(long now)
    {
        DeadlineEntry? first = null;
        DeadlineEntry? last = null;
        // After a long sleep one turn visits every slot.
        long from = Math.Max(_nextTick, now - SlotCount + 1);
        for (long tick = from; tick <= now; tick++)
        {
            DeadlineEntry? entry = _slots[(int)tick & Mask];
            while (entry is not null)
            {
                DeadlineEntry? following = entry.Next;
                if (entry.DueTick <= now)
                {
                    Unlink(entry);
                    if (last is null)
                        first = entry;
                    else
                        last.Next = entry;
                    last = entry;
                }
                entry = following;
            }
        }
        _nextTick = Math.Max(_nextTick, now + 1);
        return first;
    }

    /// <summary>The tick at which the next occupied slot comes round, whether or not what it holds is due in this turn.</summary>
    private long? NextOccupied()
    {
        int start = (int)_nextTick & Mask;
        for (int step = 0; step <= _occupied.Length; step++)
        {
            int word = ((start >> 6) + step) % _occupied.Length;
            ulong bits = _occupied[word];
            if (step == 0)
                bits &= ulong.MaxValue << (start & 63);
            else if (step == _occupied.Length)
                bits &= ~(ulong.MaxValue << (start & 63));
            if (bits == 0)
                continue;
            int slot = (word << 6) + BitOperations.TrailingZeroCount(bits);
            return _nextTick + ((slot - start) & Mask);
        }
        return null;
    }

    private void Schedule(long tick)
    {
        _scheduledTick = tick;
        TimeSpan wait = TimeSpan.FromMilliseconds(tick) - _time.GetElapsedTime(_start);
        // Timers bear no more than 49 days; a wake-up too early finds nothing due and schedules again.
        if (wait > LongestWait)
            wait = LongestWait;
        // Timers count whole milliseconds and may round down: the odd early one finds nothing due and schedules again.
        _timer.Change(wait > TimeSpan.Zero ? RoundUp(wait) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

    private void Link(DeadlineEntry entry, int slot)
    {
        _armed++;
        entry.Slot = slot;
        entry.Previous = null;
        entry.Next = _slots[slot];
        if (entry.Next is not null)
            entry.Next.Previous = entry;
        _slots[slot] = entry;
        _occupied[slot >> 6] |= 1UL << (slot & 63);
    }

    private void Unlink(DeadlineEntry entry)
    {
        _armed--;
        if (entry.Previous is null)
            _slots[entry.Slot] = entry.Next;
        else
            entry.Previous.Next = entry.Next;
        if (entry.Next is not null)
            entry.Next.Previous = entry.Previous;
        if (_slots[entry.Slot] is null)
            _occupied[entry.Slot >> 6] &= ~(1UL << (entry.Slot & 63));
        entry.Slot = -1;
        entry.Previous = null;
        entry.Next = null;
    }
}
