namespace Peregrine.Http2;

/// <summary>A connection could not be opened. Names the address and the stage that failed, because the cure differs for each.</summary>
public sealed class Http2ConnectException : IOException
{
    /// <summary>Makes the exception for one failed attempt.</summary>
    /// <param name="stage">The stage that failed.</param>
    /// <param name="address">The address as the caller wrote it.</param>
    /// <param name="error">What happened there.</param>
    public Http2ConnectException(ConnectStage stage, string address, TransportError error)
        : base($"cannot connect to {address}: {Verb(stage)}: {error.Message}", error.Cause)
    {
        Stage = stage;
        Address = address;
        Error = error;
    }

    /// <summary>The stage that failed.</summary>
    public ConnectStage Stage { get; }

    /// <summary>The address as the caller wrote it.</summary>
    public string Address { get; }

    /// <summary>What happened, as a value.</summary>
    public TransportError Error { get; }

    private static string Verb(ConnectStage stage) => stage switch
    {
        ConnectStage.Dns => "looking the name up failed",
        ConnectStage.Socket => "the socket did not connect",
        ConnectStage.Tls => "TLS failed",
        ConnectStage.Alpn => "the peer did not choose HTTP/2 by ALPN",
        _ => "the peer did not greet with HTTP/2 SETTINGS",
    };
}
