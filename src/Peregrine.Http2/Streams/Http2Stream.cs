namespace Peregrine.Http2;

/// <summary>
/// One stream. Sends may come from any thread; they append to the connection's output and never block. Once the stream is closed they do nothing.
/// Objects are reused: after <see cref="Release"/> the owner must not touch the stream any more.
/// </summary>
public sealed class Http2Stream
{
    internal Http2Stream(Http2Connection connection) => Connection = connection;

    /// <summary>The stream's id.</summary>
    public int Id { get; internal set; }

    /// <summary>The connection it belongs to.</summary>
    public Http2Connection Connection { get; }

    /// <summary>Whoever observes it.</summary>
    public Http2StreamObserver? Observer { get; internal set; }

    /// <summary>The layer above hangs its per-stream object here.</summary>
    public object? State { get; set; }

    /// <summary>Whether both directions are over.</summary>
    public bool IsClosed => throw new NotImplementedException();

    /// <summary>Whether the peer has ended its direction.</summary>
    public bool IsRemoteClosed => throw new NotImplementedException();

    /// <summary>The bytes that wait for a window or for room in the output.</summary>
    public long QueuedBytes => throw new NotImplementedException();

    /// <summary>Server: sends the response's header block. A tail's fields follow those of <paramref name="headers"/>.</summary>
    public void SendHeaders(HeaderList headers, HeaderFields? tail, bool endStream) => throw new NotImplementedException();

    /// <summary>Copies <paramref name="data"/> into the output as far as windows allow and queues the rest in pooled memory.</summary>
    /// <returns>False when more than the high-water mark is queued: await <see cref="Http2StreamObserver.OnSendWindow"/> before sending more. True on a closed stream.</returns>
    public bool SendData(ReadOnlySpan<byte> data, bool endStream) => throw new NotImplementedException();

    /// <summary>Sends bytes that move to the connection: a large message goes out from its own memory. Otherwise as the other overload.</summary>
    public bool SendData(OwnedBuffer data, bool endStream) => throw new NotImplementedException();

    /// <summary>Sends trailers after whatever is queued, and ends this direction.</summary>
    public void SendTrailers(HeaderList trailers, HeaderFields? tail = null) => throw new NotImplementedException();

    /// <summary>Server: headers, one piece of data and trailers in one go; the same bytes as the three calls, for one turn of the gate.</summary>
    public void SendResponse(HeaderList headers, HeaderFields? headersTail, ReadOnlySpan<byte> data, HeaderList trailers, HeaderFields? trailersTail = null) =>
        throw new NotImplementedException();

    /// <summary>
    /// What the peer still sends is not wanted: once our END_STREAM is on its way, RST_STREAM(NO_ERROR) follows it if the peer's direction is open
    /// (RFC 9113 §8.1). May be called before or after the trailers.
    /// </summary>
    public void StopReceiving() => throw new NotImplementedException();

    /// <summary>Server: promises and opens a stream for a request that the client has not made (RFC 9113 §8.4); its response is sent on <paramref name="pushed"/>.</summary>
    /// <returns>False when the client does not allow pushes (gRPC clients never do) or the stream cannot carry one.</returns>
    public bool TryPush(Http2StreamObserver observer, HeaderList request, out Http2Stream? pushed) => throw new NotImplementedException();

    /// <summary>Ends both directions now: what is queued is dropped and RST_STREAM goes out. Nothing happens on a closed stream.</summary>
    public void Reset(ErrorCode code) => throw new NotImplementedException();

    /// <summary>Returns stream credit for received bytes that the application has taken (connection credit went back on arrival).</summary>
    public void Consume(int bytes) => throw new NotImplementedException();

    /// <summary>Says that <paramref name="bytes"/> more must arrive before the reader can take anything: the window is extended so that a message larger than it never stalls.</summary>
    public void ExpectMessage(int bytes) => throw new NotImplementedException();

    /// <summary>The owner holds no reference any longer: when the stream is closed (now or later) the object may be reused. Call once, at last.</summary>
    public void Release() => throw new NotImplementedException();
}
