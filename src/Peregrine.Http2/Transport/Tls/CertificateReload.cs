using System.Security.Cryptography.X509Certificates;

namespace Peregrine.Http2;

/// <summary>What became of a certificate whose files have changed. Immutable.</summary>
/// <param name="Source">The files.</param>
/// <param name="Certificate">The certificate that is in use from now on: the new one, or after a failure the one before.</param>
/// <param name="Failure">Why the new one cannot be used; null when it is.</param>
public sealed record CertificateReload(string Source, X509Certificate2 Certificate, TlsCertificateException? Failure);
