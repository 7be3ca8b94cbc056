using System.Diagnostics;

namespace Peregrine.Http2.Transport;

/// <summary>
/// How a loop waits: it looks again and again for up to 25 µs before it sleeps, but only while that has been worth it lately and nobody else
/// needs the processor. A sleep costs about as much as the look-out (a wake-up interrupt, on virtual machines an exit), so it is free where
/// the next event is near; longer would starve the peer on a busy machine.
/// </summary>
internal sealed class SpinBudget
{
    private const int MaxCredit = 8;
    private static readonly long s_spin = Stopwatch.Frequency * 25 / 1_000_000;
    private static readonly long s_short = Stopwatch.Frequency * 60 / 1_000_000;
    private static readonly long s_firstRest = Stopwatch.Frequency * 10 / 1_000;
    private static readonly long s_lastRest = Stopwatch.Frequency / 2;
    private static readonly bool s_possible = Environment.ProcessorCount > 1;

    private int _credit;
    private long _restUntil;
    private long _rest = s_firstRest;

    /// <summary>When the last wait began and ended, by <see cref="Stopwatch"/>.</summary>
    public (long Began, long Ended) LastWait { get; private set; }

    /// <summary>Waits for events; their number, or -1.</summary>
    public int Wait(int epoll, EpollEvents events)
    {
        if (!s_possible) return Libc.EpollWait(epoll, events, -1);
        long began = Stopwatch.GetTimestamp();
        if (_credit > 0)
        {
            int ready = Spin(epoll, events, began);
            if (ready != 0) return ready;
        }

        int count = Libc.EpollWait(epoll, events, -1);

        // Had it looked on a little longer it need not have slept.
        long now = Stopwatch.GetTimestamp();
        LastWait = (began, now);
        if (now - began < s_short && now > _restUntil) _credit = Math.Min(_credit + 1, MaxCredit);
        return count;
    }

    private int Spin(int epoll, EpollEvents events, long began)
    {
        long now = began;
        while (now - began < s_spin)
        {
            int ready = Libc.EpollWait(epoll, events, 0);
            long looked = Stopwatch.GetTimestamp();
            LastWait = (began, looked);
            if (looked - now > s_spin)
            {
                StandBack(looked);
                return ready;
            }

            now = looked;
            if (ready == 0) continue;
            _credit = Math.Min(_credit + 1, MaxCredit);
            return ready;
        }

        _credit--;
        return 0;
    }

    // A look that took much longer than it can: somebody else was given this processor meanwhile. Spinning would take it from those who have
    // work, perhaps from the very peer that is waited for. The rest doubles while that goes on.
    private void StandBack(long now)
    {
        _rest = now - _restUntil < s_lastRest ? Math.Min(_rest * 2, s_lastRest) : s_firstRest;
        _restUntil = now + _rest;
        _credit = 0;
    }
}
