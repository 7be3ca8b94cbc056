namespace Peregrine.InProcess;

/// <summary>How many bytes one side has written that the other has not taken: what holds a writer back. Any thread.</summary>
internal struct CreditWindow
{
    private const int HighWaterBytes = 256 * 1024;
    private const int LowWaterBytes = HighWaterBytes / 2;

    private long _outstanding;
    private int _isHeld;

    /// <summary>Counts a message written. False when the next one should wait.</summary>
    public bool Take(int bytes)
    {
        if (Interlocked.Add(ref _outstanding, bytes) <= HighWaterBytes)
            return true;
        Interlocked.Exchange(ref _isHeld, 1);
        // What was taken between the two steps did not see that someone waits.
        return Interlocked.Read(ref _outstanding) <= LowWaterBytes && Interlocked.Exchange(ref _isHeld, 0) == 1;
    }

    /// <summary>Counts a message taken. True when a writer that was held may go on.</summary>
    public bool Give(int bytes) =>
        Interlocked.Add(ref _outstanding, -bytes) <= LowWaterBytes && Volatile.Read(ref _isHeld) != 0 && Interlocked.Exchange(ref _isHeld, 0) == 1;
}
