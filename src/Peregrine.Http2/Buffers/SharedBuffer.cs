using System.Buffers;
using System.Diagnostics;

namespace Peregrine.Http2.Buffers;

/// <summary>
/// An array of <see cref="ArrayPool{T}.Shared"/> that several refer to: whoever may have to send it again, and each output that it is in. It goes back to the pool when the last of them lets
/// go. Made with one holder; only a holder may add another. A holder that never lets go leaves the array to the garbage collector. Any thread.
/// </summary>
internal sealed class SharedBuffer(byte[] array)
{
    private int _holders = 1;

    /// <summary>How many refer to it.</summary>
    public int Holders => Volatile.Read(ref _holders);

    /// <summary>One more holder, which calls <see cref="Release"/> in the end.</summary>
    public void Hold()
    {
        Debug.Assert(Holders > 0, "nobody holds it any more");
        Interlocked.Increment(ref _holders);
    }

    /// <summary>One more holder, which lets go by disposing what it gets: the part of the array that <paramref name="bytes"/> is.</summary>
    public OwnedBuffer Lend(ArraySegment<byte> bytes)
    {
        Debug.Assert(ReferenceEquals(bytes.Array, array), "the bytes lie elsewhere");
        Hold();
        return OwnedBuffer.Of(this, bytes);
    }

    /// <summary>One holder lets go, and does not touch the bytes any more.</summary>
    public void Release()
    {
        int left = Interlocked.Decrement(ref _holders);
        Debug.Assert(left >= 0, "let go of more than once");
        if (left == 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
