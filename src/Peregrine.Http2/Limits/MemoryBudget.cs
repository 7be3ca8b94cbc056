namespace Peregrine.Http2;

/// <summary>Memory that all connections made with the same options may use together beyond what each has at first. Thread-safe.</summary>
public sealed class MemoryBudget(long bytes)
{
    private long _used;

    /// <summary>A quarter of what the process may have.</summary>
    public static MemoryBudget Default { get; } = new(Math.Max(64L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));

    /// <summary>What may be used.</summary>
    public long Bytes => bytes;

    /// <summary>What is used.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Takes memory; false when there is not so much left.</summary>
    public bool TryReserve(long amount)
    {
        if (Interlocked.Add(ref _used, amount) <= bytes)
        {
            return true;
        }
        Interlocked.Add(ref _used, -amount);
        return false;
    }

    /// <summary>Whether so little is left that whoever holds memory without moving it must go.</summary>
    internal bool IsScarce => Used > bytes - (bytes / 4);

    /// <summary>
    /// Takes more for one of many that has <paramref name="held"/> already. Nobody gets more than is left for the next: one alone at most half, two a third each, and so on, so that those who
    /// take all they can never leave nothing to others.
    /// </summary>
    internal bool TryReserveShare(long amount, long held) => TryReserveWithin(amount, bytes - held);

    /// <summary>Takes memory for what may never be needed (larger windows): at most half of all, so that what is there has room.</summary>
    internal bool TryReserveSpare(long amount) => TryReserveWithin(amount, bytes / 2);

    /// <summary>Gives memory back.</summary>
    public void Release(long amount) => Interlocked.Add(ref _used, -amount);

    private bool TryReserveWithin(long amount, long most)
    {
        while (Interlocked.Read(ref _used) is var used && used + amount <= most)
        {
            if (Interlocked.CompareExchange(ref _used, used + amount, used) == used)
            {
                return true;
            }
        }
        return false;
    }
}
