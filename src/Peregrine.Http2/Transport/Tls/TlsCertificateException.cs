namespace Peregrine.Http2;

/// <summary>A certificate or its key cannot be used. The message names the files and says why.</summary>
public sealed class TlsCertificateException : IOException
{
    /// <summary>Makes the exception for one source.</summary>
    /// <param name="source">Where the certificate was to come from.</param>
    /// <param name="reason">Why it cannot be used.</param>
    /// <param name="cause">What was thrown below.</param>
    public TlsCertificateException(string source, string reason, Exception? cause = null)
        : base($"cannot use the certificate in {source}: {reason}", cause) => CertificateSource = source;

    /// <summary>Where the certificate was to come from.</summary>
    public string CertificateSource { get; }
}
