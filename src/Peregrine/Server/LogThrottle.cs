namespace Peregrine.Server;

/// <summary>
/// Keeps the lines of one event from filling a disk, however often callers provoke it: a burst, then one line every so often, and a count of those left out. Any thread.
/// </summary>
internal sealed class LogThrottle(TimeProvider time)
{
    /// <summary>The lines that may be written at once: enough to see who and what it is.</summary>
    public const int Burst = 10;

    /// <summary>After how long each of them may be written again. One line in ten seconds is 2 MB a day.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();

    // Guarded by the gate. The lines that were written count as written until then, one interval each.
    private long _paidUntil = time.GetTimestamp();
    private long _leftOut;

    /// <summary>Whether a line may be written; if so, <paramref name="leftOut"/> is how many were not since the last that was.</summary>
    public bool TryTake(out long leftOut)
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            long line = (long)(Interval.TotalSeconds * time.TimestampFrequency);
            _paidUntil = Math.Max(_paidUntil, now);
            if (_paidUntil - now > (Burst - 1) * line)
            {
                leftOut = 0;
                _leftOut++;
                return false;
            }

            _paidUntil += line;
            leftOut = _leftOut;
            _leftOut = 0;
            return true;
        }
    }
}
