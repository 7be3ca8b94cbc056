namespace Peregrine.Http2;

/// <summary>How a server listens. Frozen when <see cref="Http2Server.Listen"/> is called.</summary>
public sealed class Http2ListenOptions
{
    /// <summary>TLS with these settings; null serves plaintext HTTP/2 with prior knowledge (RFC 9113 §3.3).</summary>
    public Http2ServerTls? Tls { get; init; }

    /// <summary>What HTTP/2 itself is told.</summary>
    public Http2Options Http2 { get; init; } = new();

    /// <summary>Which machinery moves the bytes.</summary>
    public TransportEngine Engine { get; init; }

    /// <summary>Connections the operating system may hold that are not accepted yet. Default 512, as Kestrel and nginx have it.</summary>
    public int Backlog { get; init; } = 512;

    /// <summary>Sends small writes at once (TCP_NODELAY). Default true: output is batched before it reaches the socket.</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>From accept to the end of the client's preface, TLS included. Default 10 seconds; a peer that takes longer is cut off.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections open at a time. Further ones wait in the backlog until one ends. Default unlimited: the operating system's file limit is the real one.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>Told of every accepted connection that never became HTTP/2, on any thread; must not throw.</summary>
    public Action<HandshakeFailure>? HandshakeFailed { get; init; }

    /// <summary>Told when accepting failed for want of resources (file handles, memory) and is tried again later; must not throw.</summary>
    public Action<Exception>? AcceptFailed { get; init; }

    /// <summary>Told each time that <see cref="MaxConnections"/> are open and accepting pauses until one ends; must not throw.</summary>
    public Action? Full { get; init; }

    /// <summary>The clock of every time limit.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The source of randomness (the spread of connection ages).</summary>
    public Random Random { get; init; } = Random.Shared;
}
