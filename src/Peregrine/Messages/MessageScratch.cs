using System.Buffers;
using Peregrine.Http2;

namespace Peregrine.Messages;

/// <summary>
/// The memory a message is serialized into before the transport copies it on, so that a call rents nothing: one a thread. Taken while it is in use,
/// because a marshaller may itself make a call. Long values that never change are not in it: the message is then in pieces.
/// </summary>
internal sealed class MessageScratch
{
    private const int FirstBytes = 4096;

    // A thread keeps no more than this: one large message must not cost every thread its size for ever.
    private const int KeptBytes = 1 << 20;
    private const int KeptPieces = 64;

    // From here on it is cheaper to give the buffer to the transport than to have it copied.
    private const int MovedFromBytes = 32 * 1024;

    // From here on it is cheaper to have the kernel read a value where it is.
    private const int ApartFromBytes = 32 * 1024;

    [ThreadStatic]
    private static MessageScratch? t_own;

    private readonly List<ArraySegment<byte>> _parts = [];
    private DataPiece[] _pieces = [];
    private byte[] _buffer = [];
    private int _count;
    private int _start;
    private int _length;
    private bool _isTaken;
    private bool _isOwn;

    /// <summary>The bytes of the message without what is free in front of it.</summary>
    public int PayloadLength { get; private set; }

    /// <summary>The message in pieces, the free bytes in front being a part of the first; none where it is in one piece, which is <see cref="Framed"/>.</summary>
    public ReadOnlySpan<DataPiece> Pieces => _pieces.AsSpan(0, _count);

    /// <summary>The message with the free bytes in front of it.</summary>
    public Span<byte> Framed => _buffer.AsSpan(_start, _length);

    /// <summary>Whether the message had better be moved than copied.</summary>
    public bool IsMovable => _length >= MovedFromBytes;

    public static MessageScratch Take()
    {
        MessageScratch? taken = t_own;
        if (taken is null || taken._isTaken)
            taken = Replace(taken);
        taken._isTaken = true;
        if (taken._buffer.Length == 0)
            taken._buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
        return taken;
    }

    /// <summary>Serializes a message, with as many free bytes in front as <paramref name="headroom"/> says. What the marshaller throws comes through.</summary>
    public void Serialize<T>(Marshaller<T> marshaller, T message, int headroom)
    {
        SerializedMessage written = marshaller.Serialize(message, headroom, ref _buffer, ApartFromBytes, _parts);
        PayloadLength = written.Length;
        _start = written.Start - headroom;
        _length = headroom + written.Length;
        if (_parts.Count > 0)
            CollectPieces(headroom);
    }

    /// <summary>Gives away the message and the buffer that it lies in.</summary>
    public OwnedBuffer Move()
    {
        var moved = OwnedBuffer.FromPool(_buffer, _start, _length);
        _buffer = [];
        return moved;
    }

    /// <summary>The message is where it is to go. This is another message's from now on. On the thread that took it.</summary>
    public void Return()
    {
        if (_count > 0)
            ForgetPieces();
        if (_buffer.Length > KeptBytes || (!_isOwn && _buffer.Length > 0))
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        _isTaken = false;
    }

    // The one in use is given up by its thread when it returns, if it ever does.
    private static MessageScratch Replace(MessageScratch? inUse)
    {
        if (inUse is not null)
            inUse._isOwn = false;
        return t_own = new MessageScratch { _isOwn = true };
    }

    private void CollectPieces(int headroom)
    {
        if (_pieces.Length < _parts.Count)
            _pieces = new DataPiece[_parts.Count];
        ArraySegment<byte> first = _parts[0];
        _parts[0] = new ArraySegment<byte>(_buffer, first.Offset - headroom, first.Count + headroom);
        for (int i = 0; i < _parts.Count; i++)
        {
            if (_parts[i].Count > 0)
                _pieces[_count++] = new DataPiece(_parts[i], IsLasting: i % 2 == 1);
        }
    }

    // The values are the garbage collector's once they are sent.
    private void ForgetPieces()
    {
        bool keeps = _parts.Count <= KeptPieces;
        _parts.Clear();
        if (keeps)
        {
            Array.Clear(_pieces);
        }
        else
        {
            _parts.Capacity = 0;
            _pieces = [];
        }

        _count = 0;
    }
}
