using Peregrine.Http2;

namespace Peregrine.Server;

/// <summary>An address that a user gave to a server: where to listen, and whether with TLS.</summary>
/// <param name="EndPoint">Where.</param>
/// <param name="IsSecure">Whether with TLS.</param>
internal readonly record struct ServerAddress(Http2Endpoint EndPoint, bool IsSecure)
{
    /// <summary>Reads <c>http://host:port</c>, <c>https://host:port</c>, and what <see cref="Http2Endpoint.Parse"/> reads.</summary>
    public static ServerAddress Parse(string url)
    {
        ArgumentException.ThrowIfNullOrEmpty(url);
        bool isSecure = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        bool isPlain = url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
        if (!isSecure && !isPlain)
            return new ServerAddress(Http2Endpoint.Parse(url), false);

        string rest = url[(isSecure ? "https://" : "http://").Length..].TrimEnd('/');
        if (rest.Contains('/', StringComparison.Ordinal))
            throw new FormatException($"'{url}' has a path: a server listens on an address, the paths are its services'.");
        bool hasPort = rest.LastIndexOf(':') > rest.LastIndexOf(']');
        return new ServerAddress(Http2Endpoint.Parse(hasPort ? rest : $"{rest}:{(isSecure ? 443 : 80)}"), isSecure);
    }

    /// <summary>A bound endpoint as a URL that a client can use.</summary>
    public static string ToUrl(Http2Endpoint bound, bool isSecure)
    {
        string text = bound.ToString()!;
        return text.StartsWith("unix", StringComparison.Ordinal) || text.StartsWith("npipe", StringComparison.Ordinal)
            ? text
            : (isSecure ? "https://" : "http://") + text;
    }
}
