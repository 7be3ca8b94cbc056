using System.Buffers;

namespace Peregrine.Http2.Streams;

/// <summary>
/// What a stream has to send and could not yet: bytes in pooled memory, then perhaps trailers, then perhaps the end. Guarded by the connection's gate.
/// </summary>
internal sealed class SendQueue
{
    private const int ChunkBytes = 16 * 1024;

    private readonly Queue<OwnedBuffer> _chunks = new();

    // The front chunk is sent up to _front; the last one, when it is ours to fill, holds _filled bytes of _filling.
    private int _front;
    private byte[]? _filling;
    private int _filled;

    /// <summary>The bytes that wait.</summary>
    public long Bytes { get; private set; }

    /// <summary>The trailers that follow the bytes.</summary>
    public HeaderList? Trailers { get; private set; }

    /// <summary>Whether END_STREAM follows.</summary>
    public bool Ends { get; private set; }

    /// <summary>Whether anything waits.</summary>
    public bool IsEmpty => Bytes == 0 && !Ends;

    /// <summary>What may be sent next, without a break.</summary>
    public ReadOnlySpan<byte> Front
    {
        get
        {
            SealIfAlone();
            return _chunks.Count == 0 ? default : _chunks.Peek().Span[_front..];
        }
    }

    /// <summary>As <see cref="Front"/>, as a segment, with the length of the whole buffer that it lies in.</summary>
    public ArraySegment<byte> FrontSegment(out int wholeLength)
    {
        OwnedBuffer front = _chunks.Peek();
        wholeLength = front.Length;
        return front.Segment[_front..];
    }

    /// <summary>Appends a copy.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        Bytes += data.Length;
        while (data.Length > 0)
        {
            if (_filling is null)
            {
                _filling = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(data.Length, 1024), ChunkBytes));
                _filled = 0;
            }
            int take = Math.Min(data.Length, _filling.Length - _filled);
            data[..take].CopyTo(_filling.AsSpan(_filled));
            _filled += take;
            data = data[take..];
            if (_filled == _filling.Length)
            {
                Seal();
            }
        }
    }

    /// <summary>Appends a buffer that is the queue's from now on.</summary>
    public void Append(OwnedBuffer data)
    {
        Seal();
        Bytes += data.Length;
        _chunks.Enqueue(data);
    }

    /// <summary>END_STREAM follows the bytes, with trailers or without.</summary>
    public void End(HeaderList? trailers)
    {
        Ends = true;
        Trailers = trailers;
    }

    /// <summary>The first <paramref name="bytes"/> of <see cref="Front"/> are copied or referred to. Returns the buffer when it is used up: the caller's to dispose.</summary>
    public OwnedBuffer? Advance(int bytes)
    {
        Bytes -= bytes;
        _front += bytes;
        if (_front < _chunks.Peek().Length)
        {
            return null;
        }
        _front = 0;
        return _chunks.Dequeue();
    }

    /// <summary>Drops everything; a front buffer that was sent in part goes to <paramref name="batch"/>, which may refer to it.</summary>
    public void Clear(Buffers.OutputBatch batch)
    {
        Seal();
        while (_chunks.TryDequeue(out OwnedBuffer chunk))
        {
            if (_front > 0)
            {
                batch.Hold(chunk);
                _front = 0;
            }
            else
            {
                chunk.Dispose();
            }
        }
        Bytes = 0;
        Ends = false;
        Trailers = null;
    }

    private void SealIfAlone()
    {
        if (_chunks.Count == 0)
        {
            Seal();
        }
    }

    private void Seal()
    {
        if (_filling is not null)
        {
            _chunks.Enqueue(OwnedBuffer.FromPool(_filling, 0, _filled));
            _filling = null;
        }
    }
}
