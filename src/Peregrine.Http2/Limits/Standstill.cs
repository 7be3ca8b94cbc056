namespace Peregrine.Http2.Limits;

/// <summary>
/// Whether a connection that holds memory which others lack moves it: sends it, or receives what it waits for. It has to move a quarter of what it holds within the limit, so that pinning memory
/// costs the peer about as much traffic. One caller at a time.
/// </summary>
internal sealed class Standstill(TimeSpan limit, TimeProvider time)
{
    private const int Share = 4;

    private long? _since;
    private long _movedBefore;

    /// <summary>Looks again. True: it stands still.</summary>
    /// <param name="held">What the connection holds; 0 while nobody lacks it.</param>
    /// <param name="moved">What it has moved so far, in all.</param>
    public bool Look(long held, long moved)
    {
        if (held == 0 || limit == Timeout.InfiniteTimeSpan)
        {
            _since = null;
            return false;
        }
        if (_since is { } since)
        {
            if (time.GetElapsedTime(since) < limit)
            {
                return false;
            }
            if (moved - _movedBefore < held / Share)
            {
                return true;
            }
        }
        _since = time.GetTimestamp();
        _movedBefore = moved;
        return false;
    }
}
