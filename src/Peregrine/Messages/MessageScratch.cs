using System.Buffers;
using Peregrine.Http2;

namespace Peregrine.Messages;

/// <summary>
/// The memory a message is serialized into before the transport copies it on, so that a call rents nothing: one a thread. Taken while it is in use,
/// because a marshaller may itself make a call. A long message goes on in pieces: values that never change are not in the memory at all, and long parts of it are handed on with it.
/// </summary>
internal sealed class MessageScratch
{
    private const int FirstBytes = 4096;

    // A thread keeps no more than this: one large message must not cost every thread its size for ever.
    private const int KeptBytes = 1 << 20;
    private const int KeptParts = 64;

    [ThreadStatic]
    private static MessageScratch? t_own;

    private readonly List<ArraySegment<byte>> _parts = [];
    private readonly LongMessage _long = new();
    private byte[] _buffer = [];
    private int _start;
    private int _length;
    private bool _isTaken;
    private bool _isOwn;

    /// <summary>The bytes of the message without what is free in front of it.</summary>
    public int PayloadLength { get; private set; }

    /// <summary>A long message in pieces, the free bytes in front being a part of the first; none where it is short, which is <see cref="Framed"/>.</summary>
    public ReadOnlySpan<DataPiece> Pieces => _long.Pieces;

    /// <summary>A short message with the free bytes in front of it.</summary>
    public Span<byte> Framed => _buffer.AsSpan(_start, _length);

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
        SerializedMessage written = marshaller.Serialize(message, headroom, ref _buffer, LongMessage.LeastBytes, _parts);
        PayloadLength = written.Length;
        _start = written.Start - headroom;
        _length = headroom + written.Length;
        if (written.Length >= LongMessage.LeastBytes)
            _long.Take(ref _buffer, written, headroom, _parts);
    }

    /// <summary>The message is where it is to go. This is another message's from now on. On the thread that took it.</summary>
    public void Return()
    {
        if (!_long.Pieces.IsEmpty)
            ForgetLong();
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

    private void ForgetLong()
    {
        _long.Clear();
        if (_parts.Capacity > KeptParts)
            _parts.Capacity = 0;
    }
}
