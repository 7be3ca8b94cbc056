namespace Peregrine.Calls;

/// <summary>
/// The time of day out of the monotonic clock, so that a call reads one clock once: the time of day is read anew when the last reading is a second old.
/// A step of the system's clock is therefore seen within a second. Any thread.
/// </summary>
internal sealed class CallClock(TimeProvider time)
{
    private static readonly TimeSpan LongestUse = TimeSpan.FromSeconds(1);

    private readonly TimestampScale _scale = new(time);

    private volatile Reading? _last;

    /// <summary>The monotonic clock.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>The time of day in UTC at <paramref name="timestamp"/>, which has just been read from <see cref="Now"/>.</summary>
    public DateTime UtcAt(long timestamp)
    {
        if (_last is { } last)
        {
            TimeSpan since = _scale.Elapsed(last.Timestamp, timestamp);
            if (since >= TimeSpan.Zero && since < LongestUse)
                return last.Utc + since;
        }

        // The monotonic clock second: what passes between the two (the first look at the time of day compiles much) makes readings early, never late,
        // and a deadline is never later than its caller meant.
        DateTime utc = time.GetUtcNow().UtcDateTime;
        long at = time.GetTimestamp();
        _last = new Reading(at, utc);
        return utc - time.GetElapsedTime(timestamp, at);
    }

    private sealed record Reading(long Timestamp, DateTime Utc);
}
