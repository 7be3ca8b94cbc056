using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Peregrine.Http2;

/// <summary>TLS as a server: certificates, what is asked of clients, versions. ALPN "h2" and the rules of RFC 9113 §9.2 are always kept.</summary>
public sealed class Http2ServerTls
{
    /// <summary>One certificate for every name.</summary>
    public Http2ServerTls(X509Certificate2 certificate)
        : this(TlsCertificates.From(certificate))
    {
    }

    /// <summary>Certificates chosen by the name that the client asks for, or read again when their files change.</summary>
    public Http2ServerTls(TlsCertificates certificates) => Certificates = certificates;

    /// <summary>Where the certificate of a connection comes from.</summary>
    public TlsCertificates Certificates { get; }

    /// <summary>Whether clients must show a certificate. Default none.</summary>
    public ClientCertificates ClientCertificates { get; init; }

    /// <summary>The authorities whose client certificates are good; null means those that the machine trusts.</summary>
    public X509Certificate2Collection? ClientAuthorities { get; init; }

    /// <summary>Replaces the check of client certificates.</summary>
    public RemoteCertificateValidationCallback? ClientCertificateValidation { get; init; }

    /// <summary>Versions offered. Default TLS 1.2 and 1.3; older ones are refused (RFC 9113 §9.2).</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Last word on the options of <see cref="SslStream"/>, for what has no property here.</summary>
    public Action<SslServerAuthenticationOptions>? Configure { get; init; }
}
