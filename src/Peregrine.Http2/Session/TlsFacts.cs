using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Peregrine.Http2;

/// <summary>What TLS agreed on for one connection. Immutable; made when the handshake ends.</summary>
public sealed class TlsFacts
{
    // As a number: with a field of the type itself every connection without TLS would load the assembly that has it.
    private readonly ushort _cipherSuite;

    /// <summary>The protocol version.</summary>
    public required SslProtocols Protocol { get; init; }

    /// <summary>The cipher suite.</summary>
    public required TlsCipherSuite CipherSuite { get => (TlsCipherSuite)_cipherSuite; init => _cipherSuite = (ushort)value; }

    /// <summary>The name that the client asked for (SNI), if it named one.</summary>
    public string? ServerName { get; init; }

    /// <summary>This side's certificate, if it showed one.</summary>
    public X509Certificate2? LocalCertificate { get; init; }

    /// <summary>The peer's certificate, if it showed one.</summary>
    public X509Certificate2? RemoteCertificate { get; init; }
}
