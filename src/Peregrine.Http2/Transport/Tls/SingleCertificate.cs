using System.Net.Security;

namespace Peregrine.Http2.Transport;

/// <summary>The same certificate for every connection.</summary>
internal sealed class SingleCertificate(SslStreamCertificateContext certificate) : TlsCertificates
{
    public override SslStreamCertificateContext? Select(string? serverName) => certificate;
}
