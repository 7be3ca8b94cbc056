namespace Peregrine.Client;

/// <summary>The waits between attempts to connect (doc/connection-backoff.md): ×1.6 from the first to the longest, ±20 %. One user at a time.</summary>
internal sealed class Backoff(TimeSpan initial, TimeSpan max, Random random)
{
    private const double Multiplier = 1.6;
    private const double Jitter = 0.2;

    private double _next = initial.Ticks;

    /// <summary>The wait after one more failure.</summary>
    public TimeSpan Next()
    {
        double current = Math.Min(_next, max.Ticks);
        _next = Math.Min(_next * Multiplier, max.Ticks);
        return TimeSpan.FromTicks((long)(current * (1 - Jitter + 2 * Jitter * random.NextDouble())));
    }

    /// <summary>Starts anew after a success: for a connection that is SETTINGS, not TCP (rule 50).</summary>
    public void Reset() => _next = initial.Ticks;
}
