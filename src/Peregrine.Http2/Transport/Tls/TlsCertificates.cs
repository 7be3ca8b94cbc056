using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2;

/// <summary>
/// Where the certificate of a TLS connection comes from. Asked once per handshake, from any thread, so a change takes effect with the next
/// connection. Derive from it for sources of your own.
/// </summary>
public abstract class TlsCertificates
{
    /// <summary>The certificate for this server name (null when the client named none); null refuses the connection.</summary>
    public abstract SslStreamCertificateContext? Select(string? serverName);

    /// <summary>One certificate for every name, with the intermediates that go with it.</summary>
    public static TlsCertificates From(X509Certificate2 certificate, X509Certificate2Collection? intermediates = null) =>
        new SingleCertificate(SslStreamCertificateContext.Create(certificate, intermediates, offline: true));

    /// <summary>A PEM certificate (chain) and key file, read again when either changes. A damaged pair is ignored until it is whole again.</summary>
    /// <param name="certificatePath">The certificate, followed by its intermediates.</param>
    /// <param name="keyPath">The private key.</param>
    /// <param name="checkEvery">How often, at most, the files are looked at; default 5 seconds.</param>
    /// <param name="timeProvider">The clock.</param>
    public static TlsCertificates FromPemFiles(string certificatePath, string keyPath, TimeSpan? checkEvery = null, TimeProvider? timeProvider = null) =>
        new PemFileCertificates(certificatePath, keyPath, checkEvery ?? TimeSpan.FromSeconds(5), timeProvider ?? TimeProvider.System);

    /// <summary>One source per server name: exact names first, then <c>*.example.org</c>, then the fallback (null refuses).</summary>
    public static TlsCertificates ByName(IReadOnlyDictionary<string, TlsCertificates> names, TlsCertificates? fallback = null) =>
        new CertificatesByName(names, fallback);
}
