namespace Peregrine.Http2;

/// <summary>
/// The layer above a connection. Called on the connection's loop in the parse phase unless stated otherwise: never blocks, never runs user code
/// (that is what <see cref="Http2Connection.Schedule"/> is for), never throws.
/// </summary>
public abstract class Http2ConnectionObserver
{
    private static readonly HeaderList s_fieldsTooLarge = HeaderList.Create((":status", "431"));

    /// <summary>SETTINGS arrived and are in force. The first time, the connection is known to speak HTTP/2: it is ready.</summary>
    public virtual void OnSettings(Http2Connection connection, Http2Settings remote) { }

    /// <summary>Server: a request opened <paramref name="stream"/>. Returns who observes it, or null to refuse it (REFUSED_STREAM).</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="stream">The new stream.</param>
    /// <param name="headers">The request's header block, borrowed for this call.</param>
    /// <param name="endStream">Whether nothing follows; <see cref="Http2StreamObserver.OnData"/> is not called then.</param>
    public virtual Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream) => null;

    /// <summary>Server: a request's headers exceed a limit, and its stream alone ends. Returns the response that says so and ends the stream.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="excess">Which limit, and by how much; it has been reported to <see cref="OnAbuse"/>.</param>
    /// <param name="tail">Empty; fields that are added follow those of the list.</param>
    /// <returns>A list that never changes: <c>:status 431</c> (RFC 6585 §5), unless the layer above knows better.</returns>
    public virtual HeaderList RefuseHeaders(Http2Connection connection, in AbuseReport excess, HeaderFields tail) => s_fieldsTooLarge;

    /// <summary>The peer sent GOAWAY. Streams above <paramref name="lastStreamId"/> have been closed as <see cref="StreamReach.NotProcessed"/> before this call.</summary>
    public virtual void OnGoAway(Http2Connection connection, int lastStreamId, ErrorCode code, string debug) { }

    /// <summary>Client: streams may be opened again after <see cref="OpenStatus.StreamLimit"/>. May be called on any thread that closed a stream.</summary>
    public virtual void OnStreamSlotsAvailable(Http2Connection connection) { }

    /// <summary>A budget of <see cref="AbuseLimits"/> was exceeded; the hook for a log line. The connection acts on it by itself.</summary>
    public virtual void OnAbuse(Http2Connection connection, in AbuseReport report) { }

    /// <summary>The connection ended; its streams have been closed before this call. The last callback.</summary>
    public virtual void OnClosed(Http2Connection connection, in ConnectionEnd end) { }
}
