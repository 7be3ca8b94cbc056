using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Peregrine.Http2.Transport;

/// <summary>
/// A certificate that lives in files and follows them: looked at, at most every so often, when a handshake asks. The first load throws;
/// a later one that fails (a half-written file) keeps the certificate in use.
/// </summary>
internal sealed class PemFileCertificates : TlsCertificates
{
    private readonly string _certificatePath;
    private readonly string _keyPath;
    private readonly TimeSpan _checkEvery;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private (DateTime Certificate, DateTime Key) _stamp;
    private long _checkedAt;

    private volatile SslStreamCertificateContext _current;

    public PemFileCertificates(string certificatePath, string keyPath, TimeSpan checkEvery, TimeProvider time)
    {
        _certificatePath = certificatePath;
        _keyPath = keyPath;
        _checkEvery = checkEvery;
        _time = time;
        _stamp = Stamp();
        _checkedAt = time.GetTimestamp();
        _current = Load();
    }

    public override SslStreamCertificateContext? Select(string? serverName)
    {
        // A handshake never waits for another one that is just reading the files.
        if (_gate.TryEnter())
        {
            try
            {
                if (_time.GetElapsedTime(_checkedAt) >= _checkEvery) LookAgain();
            }
            finally
            {
                _gate.Exit();
            }
        }

        return _current;
    }

    private void LookAgain()
    {
        _checkedAt = _time.GetTimestamp();
        (DateTime, DateTime) stamp = Stamp();
        if (stamp == _stamp) return;
        try
        {
            _current = Load();
            _stamp = stamp;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // The pair is being replaced just now: the old one serves until the next look finds both halves whole.
        }
    }

    private (DateTime Certificate, DateTime Key) Stamp() => (File.GetLastWriteTimeUtc(_certificatePath), File.GetLastWriteTimeUtc(_keyPath));

    private SslStreamCertificateContext Load()
    {
        var certificate = X509Certificate2.CreateFromPemFile(_certificatePath, _keyPath);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_certificatePath);
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }
}
