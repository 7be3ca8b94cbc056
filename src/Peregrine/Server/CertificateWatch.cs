using System.Security.Cryptography.X509Certificates;
using Peregrine.Http2;

namespace Peregrine.Server;

/// <summary>Tells the log what becomes of the certificates of one server. Owned by it, from its start to its stop.</summary>
internal sealed class CertificateWatch(ServerLog log, TimeProvider time)
{
    private readonly List<TlsCertificates> _watched = [];

    /// <summary>Watches a source, and looks at what it has now. At the start only.</summary>
    public void Add(TlsCertificates certificates)
    {
        foreach (TlsCertificates part in certificates.Parts)
        {
            if (_watched.Contains(part))
                continue;
            _watched.Add(part);
            part.Reloaded += OnReloaded;
            if (part.Current is { } current)
                CheckTime(current);
        }
    }

    /// <summary>Watches no longer: certificates may outlive the server.</summary>
    public void End()
    {
        foreach (TlsCertificates part in _watched)
            part.Reloaded -= OnReloaded;
        _watched.Clear();
    }

    private void OnReloaded(CertificateReload reload)
    {
        X509Certificate2 current = reload.Certificate;
        if (reload.Failure is { } failure)
        {
            log.CertificateKept(current.Subject, current.NotAfter.ToUniversalTime(), failure.Message);
            return;
        }

        log.CertificateReplaced(reload.Source, current.Subject, current.NotAfter.ToUniversalTime());
        CheckTime(current);
    }

    private void CheckTime(X509Certificate2 certificate)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        if (now < certificate.NotBefore.ToUniversalTime() || now > certificate.NotAfter.ToUniversalTime())
            log.CertificateNotValid(certificate.Subject, certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
    }
}
