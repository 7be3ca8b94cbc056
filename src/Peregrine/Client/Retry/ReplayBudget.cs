namespace Peregrine.Client;

/// <summary>The bytes that all calls of a channel may still keep for being sent again. Any thread.</summary>
internal sealed class ReplayBudget(long bytes)
{
    private long _left = bytes;

    public long Left => Volatile.Read(ref _left);

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _left, -bytes) >= 0)
            return true;
        Interlocked.Add(ref _left, bytes);
        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _left, bytes);
}
