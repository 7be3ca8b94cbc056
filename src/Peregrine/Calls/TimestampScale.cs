namespace Peregrine.Calls;

/// <summary>The times between timestamps of one clock, as <see cref="TimeProvider.GetElapsedTime(long, long)"/> has them, without its division at each. Immutable.</summary>
internal readonly struct TimestampScale(TimeProvider time)
{
    private readonly double _ticksPerTimestamp = (double)TimeSpan.TicksPerSecond / time.TimestampFrequency;

    /// <summary>The time from one timestamp to another.</summary>
    public TimeSpan Elapsed(long from, long to) => new((long)((to - from) * _ticksPerTimestamp));
}
