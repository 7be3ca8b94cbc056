using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Peregrine.Http2;

/// <summary>TLS as a client: whom to trust, what to show. ALPN "h2" and the rules of RFC 9113 §9.2 are always kept.</summary>
public sealed class Http2ClientTls
{
    /// <summary>The name to ask for (SNI) and to check the certificate against; null takes the endpoint's host.</summary>
    public string? ServerName { get; init; }

    /// <summary>The authorities whose certificates are good; null means those that the machine trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Replaces the check of the server's certificate.</summary>
    public RemoteCertificateValidationCallback? CertificateValidation { get; init; }

    /// <summary>The client's own certificate, for mutual TLS; a source, so that it may be read again when its file changes.</summary>
    public TlsCertificates? ClientCertificate { get; init; }

    /// <summary>Versions offered. Default TLS 1.2 and 1.3; older ones are refused (RFC 9113 §9.2).</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Last word on the options of <see cref="SslStream"/>, for what has no property here.</summary>
    public Action<SslClientAuthenticationOptions>? Configure { get; init; }
}
