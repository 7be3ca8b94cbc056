using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2;

/// <summary>TLS as a server: certificates, what is asked of clients, versions. ALPN "h2" and the rules of RFC 9113 §9.2 are always kept.</summary>
public sealed class Http2ServerTls
{
    /// <summary>One certificate for every name.</summary>
    /// <exception cref="ArgumentException">The certificate comes without its private key.</exception>
    public Http2ServerTls(X509Certificate2 certificate)
        : this(TlsCertificates.From(certificate))
    {
    }

    /// <summary>Certificates chosen by the name that the client asks for, or read again when their files change.</summary>
    public Http2ServerTls(TlsCertificates certificates) => Certificates = certificates ?? throw new ArgumentNullException(nameof(certificates));

    /// <summary>Where the certificate of a connection comes from.</summary>
    public TlsCertificates Certificates { get; }

    /// <summary>Whether clients must show a certificate. Default <see cref="ClientCertificates.None"/>: they are not asked.</summary>
    public ClientCertificates ClientCertificates { get; init; }

    /// <summary>
    /// The authorities whose client certificates are good; null, the default, means those that the machine trusts. Revocation is not looked up unless <see cref="Configure"/> says so.
    /// Without <see cref="ClientCertificates"/> nobody would be asked: listening is refused then.
    /// </summary>
    public X509Certificate2Collection? ClientAuthorities { get; init; }

    /// <summary>
    /// Replaces the check of client certificates; asked only when there is one. What it throws refuses the client, and is told as the reason. Without
    /// <see cref="ClientCertificates"/> nobody would be asked: listening is refused then.
    /// </summary>
    public RemoteCertificateValidationCallback? ClientCertificateValidation { get; init; }

    /// <summary>Versions offered. Default TLS 1.2 and 1.3. <see cref="SslProtocols.None"/> leaves the choice to the operating system; what is older than 1.2 is refused all the same.</summary>
    /// <exception cref="ArgumentException">A version older than TLS 1.2, which RFC 9113 §9.2 forbids.</exception>
    public SslProtocols Protocols { get; init => field = TlsHandshake.CheckVersions(value); } = TlsHandshake.Versions;

    /// <summary>
    /// Last word on the options of <see cref="SslStream"/>, for what has no property here; called for every handshake. What it throws refuses the client, and is told as the reason.
    /// </summary>
    public Action<SslServerAuthenticationOptions>? Configure { get; init; }

    /// <summary>Throws when settings contradict each other: a check that no client would ever meet must not look like one.</summary>
    internal void Check()
    {
        if (ClientCertificates != ClientCertificates.None) return;
        string? idle = ClientAuthorities is not null ? nameof(ClientAuthorities) : ClientCertificateValidation is not null ? nameof(ClientCertificateValidation) : null;
        if (idle is not null)
            throw new ArgumentException($"{nameof(Http2ServerTls)}.{idle} is set, but {nameof(ClientCertificates)} is None, so that no client is asked for a certificate: set it to Require, or to Allow");
    }
}
