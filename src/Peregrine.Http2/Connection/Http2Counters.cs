namespace Peregrine.Http2;

/// <summary>What one connection counted so far: a snapshot.</summary>
public readonly record struct Http2Counters
{
    /// <summary>Streams opened by either side.</summary>
    public long StreamsOpened { get; init; }

    /// <summary>Streams that ended with a reset.</summary>
    public long StreamsReset { get; init; }

    /// <summary>Frames received.</summary>
    public long FramesReceived { get; init; }

    /// <summary>Budgets of <see cref="AbuseLimits"/> that were exceeded.</summary>
    public long AbuseReports { get; init; }

    /// <summary>Bytes queued for sending now.</summary>
    public long BytesQueued { get; init; }

    /// <summary>Received bytes that wait for the application now.</summary>
    public long BytesUnconsumed { get; init; }

    /// <summary>What the connection's send window allows now; negative after the peer lowered it.</summary>
    public int SendWindowBytes { get; init; }

    /// <summary>What the peer may send on the connection now.</summary>
    public int ReceiveWindowBytes { get; init; }

    /// <summary>Keepalive PINGs sent.</summary>
    public long KeepAlivesSent { get; init; }
}
