namespace Peregrine.Http2;

/// <summary>What one listener counted so far: a snapshot.</summary>
public readonly record struct Http2ListenerCounters
{
    /// <summary>Connections accepted.</summary>
    public long Accepted { get; init; }

    /// <summary>Accepted connections that never became HTTP/2: TLS or the preface failed, or took longer than <see cref="Http2ListenOptions.HandshakeTimeout"/>.</summary>
    public long HandshakesFailed { get; init; }

    /// <summary>How often accepting paused because <see cref="Http2ListenOptions.MaxConnections"/> were open.</summary>
    public long TimesFull { get; init; }

    /// <summary>Attempts to accept that failed for want of file handles or memory.</summary>
    public long AcceptsFailed { get; init; }
}
