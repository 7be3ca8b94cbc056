namespace Peregrine.Http2.Limits;

/// <summary>A budget that refills evenly. The clock is read only once the burst is spent, so staying within it costs a decrement.</summary>
internal struct TokenBucket(int burst, TimeSpan window, TimeProvider time)
{
    private double _left = burst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>What may be spent at once.</summary>
    public readonly int Burst => burst;

    /// <summary>Spends one. False: nothing is left.</summary>
    public bool TrySpend()
    {
        if (_left < 1)
        {
            long now = time.GetTimestamp();
            _left = Math.Min(burst, _left + (burst * (time.GetElapsedTime(_filledAt, now) / window)));
            _filledAt = now;
            if (_left < 1)
            {
                return false;
            }
        }
        _left--;
        return true;
    }
}
