namespace Peregrine.Http2.Transport;

/// <summary>What the first bytes of a connection say about who is there.</summary>
internal enum FirstBytes
{
    /// <summary>Too few to tell.</summary>
    NeedMore,

    /// <summary>HTTP/2: the client's preface, or a server's SETTINGS.</summary>
    Http2,

    /// <summary>A server's SETTINGS with GOAWAY right behind them: it speaks HTTP/2, but not with us.</summary>
    Refusal,

    /// <summary>A TLS record: handshake or alert.</summary>
    Tls,

    /// <summary>HTTP/1.x text.</summary>
    Http1,

    /// <summary>Nothing that is known.</summary>
    Unknown,
}
