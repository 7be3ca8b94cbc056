using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2;

/// <summary>TLS as a client: whom to trust, what to show. ALPN "h2" and the rules of RFC 9113 §9.2 are always kept.</summary>
public sealed class Http2ClientTls
{
    /// <summary>
    /// The name to ask for (SNI) and to check the certificate against; null, the default, takes the endpoint's host (<c>localhost</c> where it has none). An IP address is checked, but
    /// not asked for: SNI has names only (RFC 6066 §3).
    /// </summary>
    public string? ServerName { get; init; }

    /// <summary>The authorities whose certificates are good; null, the default, means those that the machine trusts. Revocation is not looked up unless <see cref="Configure"/> says so.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Replaces the check of the server's certificate. What it throws ends the attempt to connect, and is told as the reason.</summary>
    public RemoteCertificateValidationCallback? CertificateValidation { get; init; }

    /// <summary>The client's own certificate, for mutual TLS; a source, so that it may be read again when its file changes.</summary>
    public TlsCertificates? ClientCertificate { get; init; }

    /// <summary>Versions offered. Default TLS 1.2 and 1.3. <see cref="SslProtocols.None"/> leaves the choice to the operating system; what is older than 1.2 is refused all the same.</summary>
    /// <exception cref="ArgumentException">A version older than TLS 1.2, which RFC 9113 §9.2 forbids.</exception>
    public SslProtocols Protocols { get; init => field = TlsHandshake.CheckVersions(value); } = TlsHandshake.Versions;

    /// <summary>Last word on the options of <see cref="SslStream"/>, for what has no property here.</summary>
    public Action<SslClientAuthenticationOptions>? Configure { get; init; }
}
