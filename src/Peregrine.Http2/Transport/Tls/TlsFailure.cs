namespace Peregrine.Http2.Transport;

/// <summary>Carries a TLS failure from the handshake to the public API's edge, where it becomes an error with an address.</summary>
internal sealed class TlsFailure(TransportError error) : Exception(error.Message, error.Cause)
{
    public TransportError Error { get; } = error;
}
