namespace Peregrine.Http2;

/// <summary>
/// The layer above a connection. Called on the connection's loop in the parse phase unless stated otherwise: never blocks, never runs user code
/// (that is what <see cref="Http2Connection.Schedule"/> is for), never throws.
/// </summary>
public abstract class Http2ConnectionObserver
{
    /// <summary>SETTINGS arrived and are in force. The first time, the connection is known to speak HTTP/2: it is ready.</summary>
    public virtual void OnSettings(Http2Connection connection, Http2Settings remote) { }

    /// <summary>Server: a request opened <paramref name="stream"/>. Returns who observes it, or null to refuse it (REFUSED_STREAM).</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="stream">The new stream.</param>
    /// <param name="headers">The request's header block, borrowed for this call.</param>
    /// <param name="endStream">Whether nothing follows; <see cref="Http2StreamObserver.OnData"/> is not called then.</param>
    public virtual Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream) => null;

    /// <summary>The peer sent GOAWAY. Streams above <paramref name="lastStreamId"/> have been closed as <see cref="StreamReach.NotProcessed"/> before this call.</summary>
    public virtual void OnGoAway(Http2Connection connection, int lastStreamId, ErrorCode code, string debug) { }

    /// <summary>Client: streams may be opened again after <see cref="OpenStatus.StreamLimit"/>. May be called on any thread that closed a stream.</summary>
    public virtual void OnStreamSlotsAvailable(Http2Connection connection) { }

    /// <summary>A budget of <see cref="AbuseLimits"/> was exceeded; the hook for a log line. The connection acts on it by itself.</summary>
    public virtual void OnAbuse(Http2Connection connection, in AbuseReport report) { }

    /// <summary>The connection ended; its streams have been closed before this call. The last callback.</summary>
    public virtual void OnClosed(Http2Connection connection, in ConnectionEnd end) { }
}
