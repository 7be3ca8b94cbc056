namespace Peregrine.Http2;

/// <summary>
/// How much of each kind of misbehaviour one connection bears. Rates are token buckets: the burst may be spent at once and refills evenly over
/// <see cref="Window"/>. Exceeding one ends the connection with ENHANCE_YOUR_CALM unless stated otherwise.
/// </summary>
public sealed class AbuseLimits
{
    /// <summary>The limits that a connection has unless told otherwise.</summary>
    public static AbuseLimits Default { get; } = new();

    /// <summary>The time over which a spent budget refills. Default 10 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Streams reset by the peer, or by us for its errors, per <see cref="Window"/>. Default 2,000: twice what a client that cancels every one of 1,000 calls needs.</summary>
    public int StreamResets { get; init; } = 2000;

    /// <summary>CONTINUATION frames of one header block. Default 32.</summary>
    public int ContinuationFrames { get; init; } = 32;

    /// <summary>Compressed bytes of one header block that is sent in several frames. A longer one ends its stream only (a request is answered with status 431). Default 64 KiB.</summary>
    public int HeaderBlockBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// Up to how many compressed bytes a header block over <see cref="HeaderBlockBytes"/> is still read to its end, because the compression table must be kept
    /// (RFC 9113 §4.3). A block that goes on beyond ends the connection. Default 256 KiB.
    /// </summary>
    public int DiscardedHeaderBlockBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// Up to how many decoded bytes (counted as RFC 9113 §6.5.2 does) a header list over <see cref="Http2Options.MaxHeaderListBytes"/> is still read to its end, because the
    /// compression table must be kept. A list that goes on beyond ends the connection: two bytes can stand for a whole table, so that a small block could cost a lot of copying.
    /// Default 1 MiB.
    /// </summary>
    public int DiscardedHeaderListBytes { get; init; } = 1 << 20;

    /// <summary>PING frames with neither DATA nor HEADERS in either direction since the last one, per <see cref="Window"/>. Default 500; bandwidth probes accompany DATA and are free.</summary>
    public int Pings { get; init; } = 500;

    /// <summary>SETTINGS frames per <see cref="Window"/>. Default 50.</summary>
    public int Settings { get; init; } = 50;

    /// <summary>Empty DATA frames that do not end a stream, per <see cref="Window"/>. Default 1,000.</summary>
    public int EmptyData { get; init; } = 1000;

    /// <summary>WINDOW_UPDATE frames beyond two for each DATA frame we sent, per <see cref="Window"/>. Default 20,000.</summary>
    public int WindowUpdates { get; init; } = 20_000;

    /// <summary>
    /// PRIORITY and GOAWAY frames, frames of unknown type, interim responses, and HEADERS and RST_STREAM on streams that are over beyond one for each stream there was, per
    /// <see cref="Window"/>. Default 2,000.
    /// </summary>
    public int IgnoredFrames { get; init; } = 2000;

    /// <summary>Bytes of control frames that may wait because the peer does not read. Default 256 KiB.</summary>
    public int QueuedControlBytes { get; init; } = 256 * 1024;

    /// <summary>Bytes of frames that may wait because the peer does not read, beyond DATA, which has its own bounds. Default 16 MiB: the replies of a full set of streams with large metadata.</summary>
    public int UnsentBytes { get; init; } = 16 << 20;

    /// <summary>
    /// How long a batch may lie with the transport because the peer does not read, before the connection is ended; and how long a connection may hold of <see cref="Http2Options.Memory"/>,
    /// while little of that is left, without moving a quarter of it. It may take half as long again until either is seen. Default 60 s.
    /// </summary>
    public TimeSpan SlowReaderTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
