using Peregrine.Http2.Hpack;

namespace Peregrine.Http2;

/// <summary>
/// How a connection behaves, in either role. Frozen when the connection is made. A value that cannot be is refused by an <see cref="ArgumentOutOfRangeException"/> that names the option;
/// times are longer than zero, or <see cref="Timeout.InfiniteTimeSpan"/> for never.
/// </summary>
public sealed class Http2Options
{
    /// <summary>SETTINGS_HEADER_TABLE_SIZE that we announce: memory for the peer's header compression, in bytes. Default 4096 (RFC 7541).</summary>
    public int HeaderTableBytes { get; init => field = OptionBounds.AtLeast(0, value); } = 4096;

    /// <summary>The most of the peer's SETTINGS_HEADER_TABLE_SIZE that our encoder uses. Default 4096.</summary>
    public int MaxEncoderTableBytes { get; init => field = OptionBounds.AtLeast(0, value); } = 4096;

    /// <summary>Server: SETTINGS_MAX_CONCURRENT_STREAMS. Default 2,048.</summary>
    public int MaxConcurrentStreams { get; init => field = OptionBounds.AtLeast(1, value); } = 2048;

    /// <summary>The receive window of each stream at first. Default 1 MiB: larger ones push data out of the processor's caches.</summary>
    public int InitialStreamWindowBytes { get; init => field = OptionBounds.AtLeast(0, value); } = 1 << 20;

    /// <summary>The receive window of the connection at first; below 65,535 it is that, which HTTP/2 begins with. Default 16 MiB.</summary>
    public int InitialConnectionWindowBytes { get; init => field = OptionBounds.AtLeast(0, value); } = 16 << 20;

    /// <summary>What a stream's receive window may grow to with the bandwidth-delay product. Default 16 MiB.</summary>
    public int MaxStreamWindowBytes { get; init => field = OptionBounds.AtLeast(0, value); } = 16 << 20;

    /// <summary>
    /// Received bytes that may wait for the application, over all streams of the connection; beyond it connection credit is withheld. The beginnings of messages that have not
    /// arrived whole do not count (<see cref="Http2Stream.ExpectMessage(int, int)"/>): nobody could take them. By as much, or for one message, windows are extended for messages that are longer than
    /// they; further ones wait until one is whole. Default 64 MiB.
    /// </summary>
    public int MaxBufferedBytes { get; init => field = OptionBounds.AtLeast(0, value); } = 64 << 20;

    /// <summary>
    /// What may have arrived of messages that are not whole, over all streams of the connection. At half of it, or at a quarter of <see cref="Memory"/>, the windows that streams have at first
    /// are taken back to 16 KiB (SETTINGS_INITIAL_WINDOW_SIZE, RFC 9113 §6.9.2) until most of it is whole, so that further beginnings wait for their turn. Who exceeds it all the same, because
    /// the other half has no room for the connection's window, 16 KiB of each stream and <see cref="MaxBufferedBytes"/>, is reset with ENHANCE_YOUR_CALM, if it is not the only one. Default 1 GiB.
    /// </summary>
    public long MaxIncompleteBytes { get; init => field = OptionBounds.AtLeast(0L, value); } = 1L << 30;

    /// <summary>
    /// SETTINGS_MAX_FRAME_SIZE, 16,384 to 16,777,215; 0, the default, is 16,384 for a server and 128 KiB for a client, which chose its peer: a message of 64 KiB
    /// then comes in one frame, and is received where it is put together.
    /// </summary>
    public int MaxFrameBytes { get; init => field = value == 0 ? 0 : OptionBounds.Between(16_384, 16_777_215, value); }

    /// <summary>SETTINGS_MAX_HEADER_LIST_SIZE: the largest header list we take, counted as RFC 9113 §6.5.2 does. Default 64 KiB.</summary>
    public int MaxHeaderListBytes { get; init => field = OptionBounds.AtLeast(0, value); } = 64 * 1024;

    /// <summary>
    /// What the header lists of open requests may hold, over all streams of the connection, each counted as RFC 9113 §6.5.2 does without what it has in common with earlier ones; a further
    /// request is answered with status 431. Default 16 MiB: 8 KiB for each of <see cref="MaxConcurrentStreams"/>.
    /// </summary>
    public long MaxHeldHeaderBytes { get; init => field = OptionBounds.AtLeast(0L, value); } = 16 << 20;

    /// <summary>The bytes a stream may have queued before sends return false, beside what the output batch holds. Default 64 KiB: what is queued is copied twice.</summary>
    public int StreamSendBufferBytes { get; init => field = OptionBounds.AtLeast(0, value); } = 64 * 1024;

    /// <summary>Bytes that may be queued on all streams because the peer does not read or gives no window; a stream that exceeds it is reset with ENHANCE_YOUR_CALM. Default 256 MiB.</summary>
    public long MaxQueuedBytes { get; init => field = OptionBounds.AtLeast(0L, value); } = 256L << 20;

    /// <summary>
    /// How long nothing may arrive before a PING asks whether the peer lives; <see cref="Timeout.InfiniteTimeSpan"/>: never. Null, the default: a server asks after
    /// 2 hours, with or without open streams (gRFC A9), so that callers that vanished without a word are not kept for ever; a client never asks (gRFC A8).
    /// </summary>
    public TimeSpan? KeepAliveInterval { get; init => field = value is { } time ? OptionBounds.Time(time) : null; }

    /// <summary>How long the answer to a keepalive PING, or anything else from the peer, may take before the connection is given up. Default 20 s.</summary>
    public TimeSpan KeepAliveTimeout { get; init => field = OptionBounds.Time(value); } = TimeSpan.FromSeconds(20);

    /// <summary>Whether keepalive at an interval of one's own also runs while no stream is open. Default false.</summary>
    public bool KeepAliveWithoutStreams { get; init; }

    /// <summary>How long a connection may be without streams before it is drained (GOAWAY, debug data "idle"). Default never.</summary>
    public TimeSpan IdleTimeout { get; init => field = OptionBounds.Time(value); } = Timeout.InfiniteTimeSpan;

    /// <summary>How old a connection may become before it is drained (GOAWAY, debug data "max_age"); ±10 % so that a fleet does not drain at once. Default never.</summary>
    public TimeSpan MaxAge { get; init => field = OptionBounds.Time(value); } = Timeout.InfiniteTimeSpan;

    /// <summary>How long streams may go on after the connection began to drain for its age; zero for not at all. Default for ever.</summary>
    public TimeSpan MaxAgeGrace { get; init => field = OptionBounds.TimeOrNone(value); } = Timeout.InfiniteTimeSpan;

    /// <summary>How long the peer may take to acknowledge our SETTINGS. Default 10 s.</summary>
    public TimeSpan SettingsTimeout { get; init => field = OptionBounds.Time(value); } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What windows may grow to, and what may wait for the application, for the rest of its message or for the peer beyond 1 MiB of each on a connection, over all connections together. None gets more than
    /// is left for the next: one alone at most half. Once it is spent, windows stay, connection credit is withheld, and a stream that queues more, or on which more of a message arrives that is not whole, is reset with
    /// ENHANCE_YOUR_CALM. One message of each connection may arrive all the same. While less than a quarter is left, a connection that holds of it and moves less than a quarter of what it holds
    /// within <see cref="AbuseLimits.SlowReaderTimeout"/> is ended. Default a quarter of the process's memory.
    /// </summary>
    public MemoryBudget Memory { get; init; } = MemoryBudget.Default;

    /// <summary>How headers are compressed; another than the default makes a connection behave as other implementations' do, for measuring.</summary>
    internal EncoderPolicy Encoding { get; init; }

    internal int MaxFrameBytesOf(Role role) => MaxFrameBytes != 0 ? MaxFrameBytes : role == Role.Client ? 128 * 1024 : 16384;

    /// <summary>Budgets against abuse.</summary>
    public AbuseLimits Abuse { get; init; } = AbuseLimits.Default;
}
