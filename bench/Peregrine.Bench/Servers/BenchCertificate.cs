using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Peregrine.Http2;

namespace Peregrine.Bench.Servers;

/// <summary>A certificate for this run; the clients of the bench trust anything.</summary>
internal static class BenchCertificate
{
    /// <summary>In a method of its own, so that a server without TLS does not load what TLS needs.</summary>
    public static Http2ServerTls ForServer() => new(Make());

    public static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
