namespace Peregrine.Http2;

/// <summary>Why the bytes of a connection ended. Every way a transport can end has one value here, so that callers never parse message text.</summary>
public enum TransportErrorKind
{
    /// <summary>The peer closed its side in order (FIN, or TLS close_notify).</summary>
    EndOfStream,

    /// <summary>The peer or the network reset the connection.</summary>
    Reset,

    /// <summary>The network gave the connection up (TCP time-out, host unreachable).</summary>
    TimedOut,

    /// <summary>TLS failed: certificate refused, no common version or cipher, or a damaged record.</summary>
    Tls,

    /// <summary>The peer did not finish TLS and the HTTP/2 preface within the handshake time.</summary>
    HandshakeTimeout,

    /// <summary>A plaintext client spoke to a TLS port.</summary>
    PlaintextOnTls,

    /// <summary>A TLS client spoke to a plaintext port.</summary>
    TlsOnPlaintext,

    /// <summary>The peer speaks HTTP/1.x where HTTP/2 is wanted.</summary>
    Http1,

    /// <summary>The first bytes are neither an HTTP/2 preface nor anything else that is known.</summary>
    NotHttp2,

    /// <summary>The server speaks HTTP/2 but refused this connection at once, with GOAWAY behind its SETTINGS.</summary>
    Refused,

    /// <summary>TLS came up, but the peer did not agree on ALPN "h2" (RFC 9113 §3.2).</summary>
    Alpn,

    /// <summary>TLS came up with a version or cipher that RFC 9113 §9.2 forbids.</summary>
    InadequateSecurity,

    /// <summary>This side ended the connection.</summary>
    Aborted,
}
