namespace Peregrine.Http2;

/// <summary>
/// The layer above one stream. Headers, data and trailers come on the connection's loop in the parse phase, in wire order; the other two may come on any
/// thread. Implementations never block, never run user code, never throw.
/// </summary>
public abstract class Http2StreamObserver
{
    /// <summary>Client: the final response's header block (1xx blocks are dropped before). Servers get theirs through <see cref="Http2ConnectionObserver.AcceptStream"/>.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="headers">The block, borrowed for this call.</param>
    /// <param name="endStream">Whether nothing follows (trailers-only responses of gRPC).</param>
    public virtual void OnHeaders(Http2Stream stream, in HeaderBlock headers, bool endStream) { }

    /// <summary>The trailers; nothing follows them.</summary>
    public virtual void OnTrailers(Http2Stream stream, in HeaderBlock trailers) { }

    /// <summary>DATA arrived. <paramref name="data"/> is a view of the receive buffer: use it or copy it now.</summary>
    /// <returns>How many of the bytes are done with at once: their stream credit goes back to the peer. The rest is returned by <see cref="Http2Stream.Consume"/>.</returns>
    public abstract int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream);

    /// <summary>
    /// Where bytes of DATA that are just arriving may be received, so that they need not be copied; <see cref="OnData"/> is then called with what was filled of
    /// it, from its front. The memory is written to even if the stream ends meanwhile; <see cref="OnClosed"/> waits for that, and only then it may be used for something else.
    /// </summary>
    /// <returns>The room for the bytes that come next; empty, as by default, for none.</returns>
    public virtual ArraySegment<byte> ReceiveInto(Http2Stream stream) => default;

    /// <summary>What was queued fell below the low-water mark after a send had returned false: writers may go on.</summary>
    public virtual void OnSendWindow(Http2Stream stream) { }

    /// <summary>
    /// The stream is over, in both directions: the one terminal event, called exactly once, on the loop or inside the call that closed the stream
    /// (<see cref="Http2Stream.SendTrailers"/>, <see cref="Http2Stream.Reset"/>, ...). Sends are ignored from now on. Headers, data and trailers neither come after it nor are under way:
    /// when another thread closes the stream during one of these callbacks, the loop tells of the end once it has returned.
    /// </summary>
    public abstract void OnClosed(Http2Stream stream, in StreamEnd end);
}
