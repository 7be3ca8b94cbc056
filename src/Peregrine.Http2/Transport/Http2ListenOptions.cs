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

    /// <summary>Connections the operating system may hold that are not accepted yet. Default 512, as Kestrel and nginx have it. At least 1; Linux takes at most net.core.somaxconn.</summary>
    public int Backlog { get; init => field = OptionBounds.AtLeast(1, value); } = 512;

    /// <summary>
    /// Lets another server of the same user listen on the same address at the same time, such as the next version of this one while this one drains: callers find one of them at any
    /// moment. Both must ask for it. TCP: SO_REUSEPORT, on Linux, macOS and FreeBSD; elsewhere listening is refused. A Unix domain socket in the file system: the path is taken over
    /// from a server that listens there. Default false: an address in use is an error.
    /// </summary>
    public bool ReusePort { get; init; }

    /// <summary>Sends small writes at once (TCP_NODELAY). Default true: output is batched before it reaches the socket.</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>
    /// From accept to the end of the client's preface, TLS included; a peer that takes longer is cut off. Default 10 seconds; at most 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </summary>
    public TimeSpan HandshakeTimeout { get; init => field = OptionBounds.Timer(value); } = TimeSpan.FromSeconds(10);

    /// <summary>Connections open at a time, at least 1. Further ones wait in the backlog until one ends. Default unlimited: the operating system's file limit is the real one.</summary>
    public int MaxConnections { get; init => field = OptionBounds.AtLeast(1, value); } = int.MaxValue;

    /// <summary>Told of every accepted connection that never became HTTP/2, on any thread; must not throw.</summary>
    public Action<HandshakeFailure>? HandshakeFailed { get; init; }

    /// <summary>
    /// Told when accepting begins to fail for want of resources (file handles, memory); it is tried again after pauses that grow to a second. An <see cref="Http2ListenException"/> says
    /// that it is not, because the listening socket is gone. Must not block or throw: it is called where connections are accepted, which may be a loop that serves others.
    /// </summary>
    public Action<Exception>? AcceptFailed { get; init; }

    /// <summary>Told when accepting goes on after that, with the number of attempts that had failed; must not block or throw.</summary>
    public Action<int>? AcceptResumed { get; init; }

    /// <summary>Told each time that <see cref="MaxConnections"/> are open and accepting pauses until one ends; must not block or throw.</summary>
    public Action? Full { get; init; }

    /// <summary>The clock of every time limit.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The source of randomness (the spread of connection ages).</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>Throws when something here cannot be.</summary>
    internal void Check()
    {
        Tls?.Check();
        Transport.Engines.IsEpoll(Engine);
    }
}
