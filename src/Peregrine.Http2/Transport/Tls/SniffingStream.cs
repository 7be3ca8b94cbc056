namespace Peregrine.Http2.Transport;

/// <summary>
/// The bytes under TLS, looked at once: when the first ones are no TLS record, the peer speaks plaintext, and the read fails naming that
/// instead of whatever the TLS library makes of it.
/// </summary>
internal sealed class SniffingStream(Stream inner, Role role) : Stream
{
    private bool _looked;

    /// <summary>What the peer speaks instead of TLS; null while it speaks TLS.</summary>
    public FirstBytes? Found { get; private set; }

    /// <summary>The same as an error.</summary>
    public TransportError? Error { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Says something to the peer in plaintext, and waits a moment for it to close: a reset would take the answer away again.</summary>
    public async Task AnswerAsync(byte[] answer, CancellationToken cancellationToken)
    {
        await inner.WriteAsync(answer, cancellationToken).ConfigureAwait(false);
        if (inner is System.Net.Sockets.NetworkStream network) network.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        byte[] rest = new byte[1024];
        while (await inner.ReadAsync(rest, cancellationToken).ConfigureAwait(false) > 0)
        {
            // What is still under way is not of interest.
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (!_looked && read > 0) Look(buffer.Span[..read]);
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("this stream is asynchronous");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("this stream is asynchronous");

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private void Look(ReadOnlySpan<byte> bytes)
    {
        _looked = true;
        if (bytes[0] is 0x15 or 0x16) return;
        FirstBytes what = role == Role.Server ? FirstBytesReader.OfClient(bytes) : FirstBytesReader.OfServer(bytes);
        Found = what;
        Error = WrongProtocol.InTls(what, bytes, role);
        throw new IOException(Error.Message);
    }
}
