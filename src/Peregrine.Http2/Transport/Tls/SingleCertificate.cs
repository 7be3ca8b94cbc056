using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Peregrine.Http2.Transport;

/// <summary>The same certificate for every connection.</summary>
internal sealed class SingleCertificate(SslStreamCertificateContext certificate) : TlsCertificates
{
    internal override X509Certificate2? Current => certificate.TargetCertificate;

    public override SslStreamCertificateContext? Select(string? serverName) => certificate;
}
