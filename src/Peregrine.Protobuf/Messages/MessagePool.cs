using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace Peregrine.Protobuf;

/// <summary>
/// Messages that are used again, with the strings, lists and messages within them. Thread-safe.
/// <code>
/// using PooledMessage&lt;Order&gt; lease = pool.Rent();
/// Order.Parser.ParseInto(lease.Message, bytes);
/// </code>
/// A message goes back when its lease is disposed; whoever wants to keep it, or a part of it, clones it before.
/// </summary>
/// <typeparam name="T">The message type.</typeparam>
public sealed class MessagePool<T>
    where T : class, IMessage<T>
{
    // In a debug build of the program a slip is worth finding at the price of some speed.
    private static readonly bool s_isDebugBuild =
        Assembly.GetEntryAssembly()?.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true };

    private readonly ConcurrentQueue<PooledSlot<T>> _free = [];
    private readonly int _capacity;

    /// <summary>
    /// A pool that keeps up to <paramref name="capacity"/> messages. With <paramref name="detectMisuse"/>, a message that was written to after it was returned is reported by the next
    /// <see cref="Rent"/>, and a lease that is disposed twice by the second time; null, the default: in debug builds of the program.
    /// </summary>
    public MessagePool(int capacity = 64, bool? detectMisuse = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _capacity = capacity;
        DetectsMisuse = detectMisuse ?? s_isDebugBuild;
    }

    /// <summary>Whether misuse is looked for.</summary>
    public bool DetectsMisuse { get; }

    /// <summary>An empty message, to be given back by disposing the lease.</summary>
    /// <exception cref="InvalidOperationException">Misuse: the message was written to after it had been returned.</exception>
    public PooledMessage<T> Rent()
    {
        if (!_free.TryDequeue(out PooledSlot<T>? slot))
            slot = new PooledSlot<T>((T)T.Parser.CreateMessage());
        if (DetectsMisuse && slot.Message.CalculateSize() != 0)
            throw new InvalidOperationException($"a pooled {typeof(T).Name} was written to after it had been returned: {slot.Message}");
        return new PooledMessage<T>(this, slot);
    }

    internal void Return(PooledSlot<T> slot, int version)
    {
        if (!slot.TryEnd(version))
        {
            if (DetectsMisuse)
                throw new InvalidOperationException($"the lease of a pooled {typeof(T).Name} was disposed twice");
            return;
        }

        slot.Message.Clear();
        if (_free.Count < _capacity)
            _free.Enqueue(slot);
    }
}
