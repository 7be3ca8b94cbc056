namespace Peregrine.Http2;

/// <summary>How a client connects. Frozen when <see cref="Http2Client.ConnectAsync"/> is called.</summary>
public sealed class Http2ConnectOptions
{
    /// <summary>TLS with these settings; null speaks plaintext HTTP/2 with prior knowledge (RFC 9113 §3.3).</summary>
    public Http2ClientTls? Tls { get; init; }

    /// <summary>What HTTP/2 itself is told.</summary>
    public Http2Options Http2 { get; init; } = new();

    /// <summary>Which machinery moves the bytes.</summary>
    public TransportEngine Engine { get; init; }

    /// <summary>Sends small writes at once (TCP_NODELAY). Default true: output is batched before it reaches the socket.</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>From the first step to the server's SETTINGS, all stages together. Default 20 seconds (gRPC's minimum connect time); at most 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public TimeSpan ConnectTimeout { get; init => field = OptionBounds.Timer(value); } = TimeSpan.FromSeconds(20);

    /// <summary>The clock of every time limit.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The source of randomness (the spread of connection ages).</summary>
    public Random Random { get; init; } = Random.Shared;
}
