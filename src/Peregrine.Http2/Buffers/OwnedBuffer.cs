using System.Buffers;
using Peregrine.Http2.Buffers;

namespace Peregrine.Http2;

/// <summary>
/// Bytes whose ownership moves with the value: whoever receives it disposes it, once. The array comes from <see cref="ArrayPool{T}.Shared"/> unless
/// made by <see cref="Borrow"/>, whose array is left to the garbage collector. Several values may share one pooled array, which goes back when all are disposed.
/// </summary>
public readonly struct OwnedBuffer : IDisposable
{
    private readonly byte[]? _array;
    private readonly int _start;
    private readonly int _length;
    private readonly bool _pooled;
    private readonly SharedBuffer? _shared;

    private OwnedBuffer(byte[] array, int start, int length, bool pooled, SharedBuffer? shared = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(array.Length - start));
        _array = array;
        _start = start;
        _length = length;
        _pooled = pooled;
        _shared = shared;
    }

    /// <summary>The number of bytes.</summary>
    public int Length => _length;

    /// <summary>The bytes; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Span => _array.AsSpan(_start, _length);

    /// <summary>The bytes as an array segment; valid until <see cref="Dispose"/>.</summary>
    public ArraySegment<byte> Segment => _array is null ? [] : new ArraySegment<byte>(_array, _start, _length);

    /// <summary>Takes over <paramref name="array"/>, rented from <see cref="ArrayPool{T}.Shared"/>; <see cref="Dispose"/> returns it there.</summary>
    public static OwnedBuffer FromPool(byte[] array, int start, int length) => new(array, start, length, pooled: true);

    /// <summary>Wraps an array that no pool wants back and that nobody changes from now on.</summary>
    public static OwnedBuffer Borrow(byte[] array, int start, int length) => new(array, start, length, pooled: false);

    /// <summary>Copies <paramref name="bytes"/> into pooled memory.</summary>
    public static OwnedBuffer Copy(ReadOnlySpan<byte> bytes)
    {
        byte[] array = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length, 1));
        bytes.CopyTo(array);
        return new OwnedBuffer(array, 0, bytes.Length, pooled: true);
    }

    /// <summary>Copies pieces, one behind the other, into pooled memory.</summary>
    public static OwnedBuffer Copy(ReadOnlySpan<DataPiece> pieces)
    {
        int length = DataPiece.Sum(pieces);
        byte[] array = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1));
        int end = 0;
        foreach (DataPiece piece in pieces)
        {
            piece.Bytes.AsSpan().CopyTo(array.AsSpan(end));
            end += piece.Bytes.Count;
        }
        return new OwnedBuffer(array, 0, length, pooled: true);
    }

    /// <summary>A part of an array that others refer to as well; <see cref="SharedBuffer.Lend"/> makes it.</summary>
    internal static OwnedBuffer Of(SharedBuffer shared, ArraySegment<byte> bytes) => new(bytes.Array!, bytes.Offset, bytes.Count, pooled: false, shared);

    /// <summary>Gives the memory back. The value must not be used afterwards.</summary>
    public void Dispose()
    {
        _shared?.Release();
        if (_pooled)
        {
            ArrayPool<byte>.Shared.Return(_array!);
        }
    }
}
