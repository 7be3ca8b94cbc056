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

    /// <summary>Gives memory back.</summary>
    public void Release(long amount) => Interlocked.Add(ref _used, -amount);
}
