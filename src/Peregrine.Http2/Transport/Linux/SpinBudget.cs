using System.Diagnostics;

namespace Peregrine.Http2.Transport;

/// <summary>
/// How a loop waits: it looks again and again for up to 25 µs before it sleeps, but only while that has been worth it lately. A sleep costs
/// about as much as the look-out (a wake-up interrupt, on virtual machines an exit), so it is free where the next event is near; longer would
/// starve the peer on a busy machine.
/// </summary>
internal sealed class SpinBudget
{
    private const int MaxCredit = 8;
    private static readonly long s_spin = Stopwatch.Frequency * 25 / 1_000_000;
    private static readonly long s_short = Stopwatch.Frequency * 60 / 1_000_000;
    private static readonly bool s_possible = Environment.ProcessorCount > 1;

    private int _credit;

    /// <summary>Waits for events; their number, or -1.</summary>
    public int Wait(int epoll, EpollEvents events)
    {
        if (!s_possible) return Libc.EpollWait(epoll, events, -1);
        long began = Stopwatch.GetTimestamp();
        if (_credit > 0)
        {
            long now = began;
            do
            {
                int ready = Libc.EpollWait(epoll, events, 0);
                long looked = Stopwatch.GetTimestamp();

                // A look that took much longer than it can means that somebody else needs this processor: stand back.
                if (looked - now > s_spin) _credit = 0;
                now = looked;
                if (ready != 0)
                {
                    _credit = Math.Min(_credit + 1, MaxCredit);
                    return ready;
                }
            }
            while (now - began < s_spin && _credit > 0);
            _credit--;
        }

        int count = Libc.EpollWait(epoll, events, -1);

        // Had it looked on a little longer it need not have slept.
        if (Stopwatch.GetTimestamp() - began < s_short) _credit = Math.Min(_credit + 1, MaxCredit);
        return count;
    }
}
