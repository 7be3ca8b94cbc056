using System.Diagnostics;

namespace Peregrine.Http2.Transport;

/// <summary>
/// How a loop waits: it looks again and again for up to 25 µs before it sleeps, but only while that has been worth it lately and nobody else
/// needs the processor (<see cref="SpinCredit"/>). A sleep costs about as much as the look-out (a wake-up interrupt, on virtual machines an exit), so it
/// is free where the next event is near; longer would starve the peer on a busy machine.
/// </summary>
internal sealed class SpinBudget
{
    private static readonly long s_spin = Stopwatch.Frequency * 25 / 1_000_000;
    private static readonly bool s_possible = Environment.ProcessorCount > 1;

    private readonly SpinCredit _credit = new();

    /// <summary>When the last wait began and ended, by <see cref="Stopwatch"/>.</summary>
    public (long Began, long Ended) LastWait { get; private set; }

    /// <summary>Waits for events; their number, or -1.</summary>
    /// <param name="epoll">The descriptor to wait on.</param>
    /// <param name="events">Where the events go.</param>
    /// <param name="alone">Whether few enough depend on this loop that the time until it goes on matters to them more than the processor time of waiting.</param>
    public int Wait(int epoll, EpollEvents events, bool alone)
    {
        long began = Stopwatch.GetTimestamp();

        // Behind a longer turn, which answered many, a wake-up is a small part of the whole.
        bool spins = alone && s_possible && began - LastWait.Ended < s_spin && _credit.MaySpin;
        if (spins && Spin(epoll, events, began) is not 0 and var found) return found;
        int count = Libc.EpollWait(epoll, events, -1);
        long now = Stopwatch.GetTimestamp();
        LastWait = (began, now);
        if (!spins) _credit.Slept(now - began, now);
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

            // A look that took much longer than it can.
            if (looked - now > s_spin) _credit.Preempted(looked);
            else if (ready != 0) _credit.Found();
            if (ready != 0 || looked - now > s_spin) return ready;
            now = looked;
        }

        _credit.Missed();
        return 0;
    }
}
