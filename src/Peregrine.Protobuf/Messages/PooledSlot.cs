namespace Peregrine.Protobuf;

/// <summary>A message of a pool, and the number of the lease that it is out on. A lease of another number has ended.</summary>
internal sealed class PooledSlot<T>(T message)
    where T : class, IMessage<T>
{
    private int _version;

    public T Message { get; } = message;

    public int Version => Volatile.Read(ref _version);

    public bool TryEnd(int version) => Interlocked.CompareExchange(ref _version, version + 1, version) == version;
}
