namespace Peregrine.Http2;

/// <summary>Whether a stream could be opened, and why not.</summary>
public enum OpenStatus
{
    /// <summary>Opened: its HEADERS are in the output.</summary>
    Opened,
    /// <summary>The peer's MAX_CONCURRENT_STREAMS is reached; <see cref="Http2ConnectionObserver.OnStreamSlotsAvailable"/> tells when to try again.</summary>
    StreamLimit,
    /// <summary>GOAWAY was sent or received, or the stream ids are used up: take another connection.</summary>
    Draining,
    /// <summary>The connection has ended.</summary>
    Closed,
}
