using System.Collections.Frozen;
using System.Net.Security;

namespace Peregrine.Http2.Transport;

/// <summary>Chooses by SNI name: exact, then one-label wildcard (RFC 6125 §6.4.3), then the fallback.</summary>
internal sealed class CertificatesByName(IReadOnlyDictionary<string, TlsCertificates> names, TlsCertificates? fallback) : TlsCertificates
{
    private readonly FrozenDictionary<string, TlsCertificates> _names = names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    internal override IEnumerable<TlsCertificates> Parts
    {
        get
        {
            IEnumerable<TlsCertificates> all = fallback is null ? _names.Values : [.. _names.Values, fallback];
            return all.SelectMany(static source => source.Parts).Distinct();
        }
    }

    public override SslStreamCertificateContext? Select(string? serverName) => Find(serverName)?.Select(serverName);

    private TlsCertificates? Find(string? serverName)
    {
        if (serverName is null) return fallback;
        if (_names.TryGetValue(serverName, out TlsCertificates? exact)) return exact;
        int dot = serverName.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && _names.TryGetValue(string.Concat("*", serverName.AsSpan(dot)), out TlsCertificates? wildcard) ? wildcard : fallback;
    }
}
