using System.Buffers;

namespace Peregrine.Framing;

/// <summary>Bytes that grow in one array of the shared pool. Owned by one holder, which clears it to give the array back. A mutable struct: never copied.</summary>
internal struct PooledBytes
{
    private const int FirstBytes = 512;

    private byte[]? _array;

    /// <summary>The bytes so far.</summary>
    public readonly ReadOnlySpan<byte> Written => _array.AsSpan(0, Count);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>What is free of the array behind the bytes, <paramref name="most"/> at most.</summary>
    public readonly ArraySegment<byte> Room(int most) => _array is null ? default : new ArraySegment<byte>(_array, Count, Math.Min(most, _array.Length - Count));

    /// <summary>Adds bytes, which may lie in <see cref="Room"/> already.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Span<byte> place = Reserve(bytes.Length)[..bytes.Length];
        if (bytes != place)
            bytes.CopyTo(place);
        Count += bytes.Length;
    }

    /// <summary>Room for at least <paramref name="length"/> more bytes; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_array is null || _array.Length - Count < length)
            Grow(length);
        return _array.AsSpan(Count);
    }

    /// <summary>As the other overload; where the array has to be replaced it gets room for <paramref name="wanted"/>.</summary>
    public void Reserve(int length, int wanted)
    {
        if (_array is null || _array.Length - Count < length)
            Grow(Math.Max(length, wanted));
    }

    /// <summary>Counts bytes written into the reserved room.</summary>
    public void Advance(int length) => Count += length;

    /// <summary>Forgets the bytes and gives the array back.</summary>
    public void Clear()
    {
        if (_array is { } array)
            ArrayPool<byte>.Shared.Return(array);
        _array = null;
        Count = 0;
    }

    /// <summary>The array itself, to be returned to the pool by whoever takes it.</summary>
    public byte[] Detach()
    {
        byte[] array = _array ?? ArrayPool<byte>.Shared.Rent(FirstBytes);
        _array = null;
        Count = 0;
        return array;
    }

    // Doubling, from what is there and not from what a peer declares (rule 62).
    private void Grow(int length)
    {
        int size = (int)Math.Min(Math.Max(Math.Max((long)Count + length, (_array?.Length ?? 0) * 2L), FirstBytes), Array.MaxLength);
        byte[] larger = ArrayPool<byte>.Shared.Rent(size);
        if (_array is { } old)
        {
            old.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(old);
        }

        _array = larger;
    }
}
