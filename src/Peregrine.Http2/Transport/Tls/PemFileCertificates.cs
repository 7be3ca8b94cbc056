using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Peregrine.Http2.Transport;

/// <summary>
/// A certificate that lives in files and follows them: looked at, at most every so often, when a handshake asks. The first load throws;
/// a later one that fails (a half-written pair) keeps the certificate in use. What the files hold is compared and not their times: a symbolic
/// link tells its own, and a file that is renamed over another may have any.
/// </summary>
internal sealed class PemFileCertificates : TlsCertificates
{
    private readonly PemPair _pair;
    private readonly TimeSpan _checkEvery;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private string _mark;
    private string? _failure;
    private long _checkedAt;

    private volatile SslStreamCertificateContext _current;

    public PemFileCertificates(PemPair pair, TimeSpan checkEvery, TimeProvider time)
    {
        _pair = pair;
        _checkEvery = checkEvery;
        _time = time;
        _checkedAt = time.GetTimestamp();
        (string, string) held = pair.Read();
        _mark = PemPair.Mark(held);
        _current = pair.Load(held);
    }

    internal override X509Certificate2? Current => _current.TargetCertificate;

    public override SslStreamCertificateContext? Select(string? serverName)
    {
        // A handshake never waits for another one that is just reading the files.
        if (!_gate.TryEnter()) return _current;
        CertificateReload? news = null;
        try
        {
            if (_time.GetElapsedTime(_checkedAt) >= _checkEvery) news = LookAgain();
        }
        finally
        {
            _gate.Exit();
        }

        if (news is not null) Tell(news);
        return _current;
    }

    private CertificateReload? LookAgain()
    {
        _checkedAt = _time.GetTimestamp();
        try
        {
            (string, string) held = _pair.Read();
            string mark = PemPair.Mark(held);
            if (mark != _mark)
            {
                _current = _pair.Load(held);
                _mark = mark;
            }
            else if (_failure is null)
            {
                return null;
            }

            _failure = null;
            return new CertificateReload(_pair.Name, _current.TargetCertificate, null);
        }
        catch (TlsCertificateException e)
        {
            // The pair may be in the middle of being replaced: the old one serves until a look finds both halves whole.
            if (e.Message == _failure) return null;
            _failure = e.Message;
            return new CertificateReload(_pair.Name, _current.TargetCertificate, e);
        }
    }
}
