using System.Buffers;

namespace Peregrine.Http2.Buffers;

/// <summary>
/// What one flush sends: array segments in order, mostly one. Filled under the connection's gate; then read by the flusher alone, until it is handed
/// back and its memory returns to the pool.
/// </summary>
internal sealed class OutputBatch
{
    private const int SmallestBuffer = 4096;

    private readonly List<Piece> _pieces = new(0);
    private readonly List<OwnedBuffer> _held = new(0);
    private byte[] _buffer = [];
    private int _used;
    private int _sealed;
    private int _foreign;
    private int _lastDataAt = -1;
    private int _hint = SmallestBuffer;

    /// <summary>The number of segments.</summary>
    public int Count => _pieces.Count + (_used > _sealed ? 1 : 0);

    /// <summary>All bytes of all segments.</summary>
    public int Length => _used + _foreign;

    /// <summary>A segment.</summary>
    public ArraySegment<byte> this[int index]
    {
        get
        {
            Piece piece = index < _pieces.Count ? _pieces[index] : new Piece(null, _sealed, _used - _sealed);
            return new ArraySegment<byte>(piece.Array ?? _buffer, piece.Start, piece.Length);
        }
    }

    /// <summary>Room for <paramref name="length"/> bytes at the end; <see cref="Commit"/> makes them part of the batch.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_buffer.Length - _used < length)
        {
            Grow(length);
        }
        return _buffer.AsSpan(_used);
    }

    /// <summary>The first <paramref name="length"/> bytes of what was reserved are written.</summary>
    public void Commit(int length)
    {
        _used += length;
        _lastDataAt = -1;
    }

    /// <summary>As <see cref="Commit"/>, for a DATA frame, which <see cref="TryGetLastData"/> finds until something follows it.</summary>
    public void CommitData(int length)
    {
        _lastDataAt = _used;
        _used += length;
    }

    /// <summary>The beginning of the DATA frame that ends the batch, its header at least, if one does: more bytes may be put behind it.</summary>
    public bool TryGetLastData(out Span<byte> frame)
    {
        frame = _lastDataAt < 0 ? default : _buffer.AsSpan(_lastDataAt, _used - _lastDataAt);
        return _lastDataAt >= 0;
    }

    /// <summary>The frame that <see cref="TryGetLastData"/> found became longer by what was written to <see cref="Reserve"/>.</summary>
    public void ExtendLastData(int length) => _used += length;

    /// <summary>Appends bytes that stay where they are, in an array that lives until the batch is sent. Where a DATA frame ends the batch they are a part of it.</summary>
    public void Add(ArraySegment<byte> bytes)
    {
        if (_used > _sealed)
        {
            _pieces.Add(new Piece(null, _sealed, _used - _sealed));
            _sealed = _used;
        }
        _pieces.Add(new Piece(bytes.Array, bytes.Offset, bytes.Count));
        _foreign += bytes.Count;
    }

    /// <summary>Disposes <paramref name="buffer"/> when the batch has been sent.</summary>
    public void Hold(OwnedBuffer buffer) => _held.Add(buffer);

    /// <summary>Empties the batch and returns its memory.</summary>
    public void Clear()
    {
        foreach (OwnedBuffer buffer in _held)
        {
            buffer.Dispose();
        }
        _held.Clear();
        _pieces.Clear();
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
        _hint = Math.Max(SmallestBuffer, _used);
        _used = _sealed = _foreign = 0;
        _lastDataAt = -1;
    }

    private void Grow(int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Math.Max(_used + length, _hint)));
        _buffer.AsSpan(0, _used).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
        _buffer = larger;
    }

    // A null array stands for the batch's own buffer, which may still move while it grows.
    private readonly record struct Piece(byte[]? Array, int Start, int Length);
}
