namespace Peregrine.Http2;

/// <summary>What a TLS server asks of its clients.</summary>
public enum ClientCertificates
{
    /// <summary>No certificate is asked for.</summary>
    None,

    /// <summary>One is asked for and checked when it comes.</summary>
    Allow,

    /// <summary>A client without a valid one is refused (mutual TLS).</summary>
    Require,
}
