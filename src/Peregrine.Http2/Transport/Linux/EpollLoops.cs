namespace Peregrine.Http2.Transport;

/// <summary>
/// The process's epoll loops, one per processor, made when first needed. Connections begin on the first loop that has time for them: many on one
/// loop share its wake-ups, and a processor is left to whoever else needs it. A loop that has too much to do gives half of what keeps it at work to
/// the one with the least, and takes it back in when both together have little.
/// </summary>
internal static class EpollLoops
{
    // Below this a loop takes new connections; both together below this are one loop's work.
    private const int FreePercent = 50;

    private static readonly Lock s_gate = new();

    // Guarded by s_gate until all of them are there; then s_loops is they.
    private static readonly List<EpollLoop> s_made = [];
    private static volatile EpollLoop[]? s_loops;

    /// <summary>The loop of the next connection.</summary>
    public static EpollLoop Next()
    {
        EpollLoop[] loops = All;
        EpollLoop best = loops[0];
        int least = best.Share;
        for (int i = 1; i < loops.Length && least >= FreePercent; i++)
        {
            int share = loops[i].Share;
            if (share >= least) continue;
            best = loops[i];
            least = share;
        }

        return best;
    }

    /// <summary>Who should take half of what a loop has too much of; null when nobody has much less to do.</summary>
    public static EpollLoop? Relief(EpollLoop hot)
    {
        EpollLoop? best = null;
        int least = hot.Share / 2;
        foreach (EpollLoop loop in All)
        {
            if (loop == hot || loop.Share >= least) continue;
            best = loop;
            least = loop.Share;
        }

        return best;
    }

    /// <summary>Which earlier loop could do a loop's little work along with its own; null for none.</summary>
    public static EpollLoop? Home(EpollLoop cool)
    {
        foreach (EpollLoop loop in All)
        {
            if (loop == cool) return null;
            if (loop.Share + cool.Share < FreePercent) return loop;
        }

        return null;
    }

    private static EpollLoop[] All => s_loops ?? Make();

    // What fails for want of a file handle is tried again with the next connection.
    private static EpollLoop[] Make()
    {
        lock (s_gate)
        {
            while (s_made.Count < Environment.ProcessorCount) s_made.Add(new EpollLoop(s_made.Count));
            return s_loops ??= [.. s_made];
        }
    }
}
