using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2;

/// <summary>
/// Where the certificate of a TLS connection comes from. Asked once per handshake, from any thread, so a change takes effect with the next
/// connection; open ones keep what they have. Derive from it for sources of your own.
/// </summary>
public abstract class TlsCertificates
{
    private Action<CertificateReload>? _reloaded;

    /// <summary>
    /// Told when a certificate that follows its files was read again, and when that failed and the one before stays in use (once for each state of the files). On the thread of a
    /// handshake, which waits: must not block or throw. A server logs it by itself.
    /// </summary>
    public event Action<CertificateReload>? Reloaded
    {
        add
        {
            foreach (TlsCertificates part in Parts) part.Change(static (told, one) => told + one, value);
        }
        remove
        {
            foreach (TlsCertificates part in Parts) part.Change(static (told, one) => told - one, value);
        }
    }

    /// <summary>What this consists of: itself, unless it chooses among others.</summary>
    internal virtual IEnumerable<TlsCertificates> Parts => [this];

    /// <summary>The certificate that is in use now, where that depends on no handshake.</summary>
    internal virtual X509Certificate2? Current => null;

    /// <summary>
    /// The certificate for this server name (null when the client named none); null refuses the connection. An exception refuses it too, and is told as the reason.
    /// Clients ask it for their own certificate with the name of the server that they connect to; null shows none.
    /// </summary>
    public abstract SslStreamCertificateContext? Select(string? serverName);

    /// <summary>One certificate for every name, with the intermediates that go with it.</summary>
    /// <exception cref="ArgumentException">The certificate comes without its private key.</exception>
    public static TlsCertificates From(X509Certificate2 certificate, X509Certificate2Collection? intermediates = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (!certificate.HasPrivateKey)
            throw new ArgumentException($"the certificate {certificate.Subject} comes without its private key: load both, as with X509CertificateLoader.LoadPkcs12FromFile or {nameof(FromPemFiles)}", nameof(certificate));
        return new SingleCertificate(SslStreamCertificateContext.Create(certificate, intermediates, offline: true));
    }

    /// <summary>
    /// A PEM certificate (chain) and key file, read again when what they hold changes, however it came there: written, renamed over, or by a symbolic link that points elsewhere, as
    /// Kubernetes does. A pair that cannot be used is told of (<see cref="Reloaded"/>) and looked at again; the one before stays in use.
    /// </summary>
    /// <param name="certificatePath">The certificate, followed by its intermediates.</param>
    /// <param name="keyPath">The private key: PKCS#8, PKCS#1 or SEC 1; it may be the same file.</param>
    /// <param name="checkEvery">How often, at most, the files are looked at, which handshakes do; default 5 seconds. Zero for every handshake.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="keyPassword">The password of an encrypted key (PKCS#8).</param>
    /// <exception cref="TlsCertificateException">The files cannot be read now, or do not hold what they must: says which and why.</exception>
    public static TlsCertificates FromPemFiles(
        string certificatePath, string keyPath, TimeSpan? checkEvery = null, TimeProvider? timeProvider = null, string? keyPassword = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(certificatePath);
        ArgumentException.ThrowIfNullOrEmpty(keyPath);
        ArgumentOutOfRangeException.ThrowIfLessThan(checkEvery ?? TimeSpan.Zero, TimeSpan.Zero, nameof(checkEvery));
        return new PemFileCertificates(new PemPair(certificatePath, keyPath, keyPassword), checkEvery ?? TimeSpan.FromSeconds(5), timeProvider ?? TimeProvider.System);
    }

    /// <summary>
    /// One source per server name: exact names first, then <c>*.example.org</c> for one label, then the fallback, which also takes clients that name none (null refuses both).
    /// Names are compared without regard to case.
    /// </summary>
    public static TlsCertificates ByName(IReadOnlyDictionary<string, TlsCertificates> names, TlsCertificates? fallback = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new CertificatesByName(names, fallback);
    }

    private protected void Tell(CertificateReload reload) => Volatile.Read(ref _reloaded)?.Invoke(reload);

    private void Change(Func<Action<CertificateReload>?, Action<CertificateReload>?, Action<CertificateReload>?> with, Action<CertificateReload>? one)
    {
        Action<CertificateReload>? seen;
        do
        {
            seen = _reloaded;
        }
        while (Interlocked.CompareExchange(ref _reloaded, with(seen, one), seen) != seen);
    }
}
