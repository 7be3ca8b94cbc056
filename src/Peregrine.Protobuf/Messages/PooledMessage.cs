using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Protobuf;

/// <summary>A message on lease from a <see cref="MessagePool{T}"/>, until this is disposed.</summary>
/// <typeparam name="T">The message type.</typeparam>
[SuppressMessage("Performance", "CA1815", Justification = "Leases are not compared.")]
public readonly struct PooledMessage<T> : IDisposable
    where T : class, IMessage<T>
{
    private readonly MessagePool<T> _pool;
    private readonly PooledSlot<T> _slot;
    private readonly int _version;

    internal PooledMessage(MessagePool<T> pool, PooledSlot<T> slot)
    {
        _pool = pool;
        _slot = slot;
        _version = slot.Version;
    }

    /// <summary>The message.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public T Message => _slot is not null && _slot.Version == _version
        ? _slot.Message
        : throw new ObjectDisposedException(typeof(T).Name, "the pooled message was returned; clone what is to be kept");

    /// <summary>Gives the message back.</summary>
    /// <exception cref="InvalidOperationException">The pool looks for misuse, and the lease has ended before.</exception>
    public void Dispose() => _pool?.Return(_slot, _version);
}
