namespace Peregrine.Http2;

/// <summary>The steps of opening a connection, in their order.</summary>
public enum ConnectStage
{
    /// <summary>The host name is looked up.</summary>
    Dns,

    /// <summary>The socket connects: TCP, a Unix domain socket or a named pipe.</summary>
    Socket,

    /// <summary>TLS is negotiated and the certificates are checked.</summary>
    Tls,

    /// <summary>ALPN must have chosen "h2" (RFC 9113 §3.2).</summary>
    Alpn,

    /// <summary>The peer's SETTINGS frame, its preface, must come first (RFC 9113 §3.4).</summary>
    Settings,
}
