namespace Peregrine.Framing;

/// <summary>A write-only stream over pooled memory. Disposing gives the memory back unless it was detached.</summary>
internal sealed class PooledStream : Stream
{
    private PooledBytes _bytes;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _bytes.Count;

    public override long Position
    {
        get => _bytes.Count;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer) => _bytes.Append(buffer);

    public override void Write(byte[] buffer, int offset, int count) => _bytes.Append(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>The array, to be returned to the shared pool by whoever takes it.</summary>
    public byte[] Detach(out int length)
    {
        length = _bytes.Count;
        return _bytes.Detach();
    }

    protected override void Dispose(bool disposing)
    {
        _bytes.Clear();
        base.Dispose(disposing);
    }
}
