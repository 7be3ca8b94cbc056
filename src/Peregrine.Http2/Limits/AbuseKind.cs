namespace Peregrine.Http2;

/// <summary>The budgets of <see cref="AbuseLimits"/>.</summary>
public enum AbuseKind
{
    /// <summary>Streams that the peer opened and reset, or that were reset because the peer broke a rule ("rapid reset").</summary>
    StreamResets,
    /// <summary>The compressed bytes or the CONTINUATION frames of one header block.</summary>
    HeaderBlock,
    /// <summary>The size of one decoded header list; its stream alone ends, unless it goes on beyond <see cref="AbuseLimits.DiscardedHeaderListBytes"/>.</summary>
    HeaderList,
    /// <summary>PING frames.</summary>
    Pings,
    /// <summary>SETTINGS frames.</summary>
    Settings,
    /// <summary>DATA frames without content that do not end the stream.</summary>
    EmptyData,
    /// <summary>WINDOW_UPDATE frames out of proportion to what we sent.</summary>
    WindowUpdates,
    /// <summary>Frames without effect: PRIORITY, GOAWAY, unknown types, interim responses, HEADERS and RST_STREAM on streams that are over.</summary>
    IgnoredFrames,
    /// <summary>Answers to control frames that the peer does not read.</summary>
    QueuedControlFrames,
    /// <summary>Output that the peer neither reads nor gives up.</summary>
    SlowReader,
    /// <summary>Bytes that a connection holds: queued for sending, received of messages that are not whole, or in the headers of open requests.</summary>
    BufferedBytes,
    /// <summary>Memory that a connection holds and does not move while little is left for others (<see cref="Http2Options.Memory"/>).</summary>
    Standstill,
}
