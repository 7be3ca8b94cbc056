using System.Diagnostics;
using Peregrine.Http2;
using Peregrine.Http2.Buffers;

namespace Peregrine.Messages;

/// <summary>
/// A serialized message that is sent from where it lies: in pieces, which are values that never change and parts of the buffer it was serialized into. Where such a part is long too, the
/// buffer is shared with whatever sends it, and goes back to its pool when all have let go; short parts are copied by whoever sends them. Used again after <see cref="Clear"/>.
/// </summary>
internal sealed class LongMessage
{
    /// <summary>From here on a message is long: handing its buffer on, and having the kernel read values where they are, is cheaper than copying.</summary>
    public const int LeastBytes = 32 * 1024;

    private const int KeptPieces = 64;

    private DataPiece[] _pieces = [];
    private int _count;
    private SharedBuffer? _home;

    /// <summary>The pieces, the free bytes in front being a part of the first; none where there is no message.</summary>
    public ReadOnlySpan<DataPiece> Pieces => _pieces.AsSpan(0, _count);

    /// <summary>Takes a message of at least <see cref="LeastBytes"/>.</summary>
    /// <param name="buffer">What it was serialized into. Empty afterwards if that belongs to the message now, until <see cref="Clear"/>.</param>
    /// <param name="written">Where it lies there.</param>
    /// <param name="headroom">The free bytes in front.</param>
    /// <param name="parts">Its parts as the marshaller gave them, cleared here; empty where it is in one.</param>
    public void Take(ref byte[] buffer, SerializedMessage written, int headroom, List<ArraySegment<byte>> parts)
    {
        Debug.Assert(_count == 0, "the last message is still there");
        if (parts.Count == 0)
            parts.Add(new ArraySegment<byte>(buffer, written.Start, written.Length));
        if (_pieces.Length < parts.Count)
            _pieces = new DataPiece[parts.Count];
        ArraySegment<byte> first = parts[0];
        parts[0] = new ArraySegment<byte>(buffer, first.Offset - headroom, first.Count + headroom);
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i].Count > 0)
                _pieces[_count++] = i % 2 == 1 ? new DataPiece(parts[i], IsLasting: true) : PartOf(buffer, parts[i]);
        }

        parts.Clear();
        if (_home is not null)
            buffer = [];
    }

    /// <summary>Forgets the message. Its values are the garbage collector's once they are sent.</summary>
    public void Clear()
    {
        _home?.Release();
        _home = null;
        if (_pieces.Length <= KeptPieces)
            Array.Clear(_pieces, 0, _count);
        else
            _pieces = [];
        _count = 0;
    }

    private DataPiece PartOf(byte[] buffer, ArraySegment<byte> part)
    {
        if (part.Count >= LeastBytes)
            _home ??= new SharedBuffer(buffer);
        return new DataPiece(part, IsLasting: false) { Home = part.Count >= LeastBytes ? _home : null };
    }
}
