using System.Buffers;

namespace Peregrine.Client;

/// <summary>The messages of one call, framed, as long as they may have to be sent (again). Guarded by its call, which clears it.</summary>
internal sealed class ReplayBuffer(ReplayBudget budget, int limit)
{
    private readonly List<(byte[] Array, int Length, WriteFlags Flags)> _messages = [];
    private int _charged;

    public int Count => _messages.Count;

    public long Bytes { get; private set; }

    /// <summary>Copies a message in, if the limits of the call and of the channel allow it to be kept for replay.</summary>
    public bool TryAdd(ReadOnlySpan<byte> framed, WriteFlags flags)
    {
        if (Bytes + framed.Length > limit || !budget.TryTake(framed.Length))
            return false;
        _charged += framed.Length;
        Append(framed, flags);
        return true;
    }

    /// <summary>Copies a message in that has nowhere else to go because the call has no stream yet; it is not kept once sent.</summary>
    public void AddUnsent(ReadOnlySpan<byte> framed, WriteFlags flags) => Append(framed, flags);

    /// <summary>The message at <paramref name="index"/>; the prefix may be overwritten by whoever sends it.</summary>
    public Span<byte> Message(int index, out WriteFlags flags)
    {
        (byte[] array, int length, flags) = _messages[index];
        return array.AsSpan(0, length);
    }

    public void Clear()
    {
        foreach ((byte[] array, _, _) in _messages)
            ArrayPool<byte>.Shared.Return(array);
        _messages.Clear();
        Bytes = 0;
        budget.Return(_charged);
        _charged = 0;
    }

    private void Append(ReadOnlySpan<byte> framed, WriteFlags flags)
    {
        byte[] array = ArrayPool<byte>.Shared.Rent(framed.Length);
        framed.CopyTo(array);
        _messages.Add((array, framed.Length, flags));
        Bytes += framed.Length;
    }
}
