using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2;

/// <summary>
/// An address to listen on or to connect to. Immutable; make one with the factory methods or with <see cref="Parse"/>.
/// Its text is the form that <see cref="Parse"/> reads and that error messages name.
/// </summary>
public abstract class Http2Endpoint
{
    private protected Http2Endpoint()
    {
    }

    /// <summary>An IP address and port. <c>[::]</c> accepts IPv4 too.</summary>
    public static Http2Endpoint Tcp(IPEndPoint address) => new IpEndpoint(address);

    /// <summary>A host name and port: <c>localhost</c> is both loopback addresses, <c>*</c> any address; other names are looked up when connecting.</summary>
    public static Http2Endpoint Tcp(string host, int port)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)port, 65535u, nameof(port));
        if (host is "*" or "+") return AnyIP(port);
        return IPAddress.TryParse(host, out IPAddress? address) ? new IpEndpoint(new IPEndPoint(address, port)) : new HostEndpoint(host, port);
    }

    /// <summary>Both loopback addresses, 127.0.0.1 and [::1], on one port.</summary>
    public static Http2Endpoint Localhost(int port) => Tcp("localhost", port);

    /// <summary>Any address of this machine, IPv6 and IPv4.</summary>
    public static Http2Endpoint AnyIP(int port) => new IpEndpoint(new IPEndPoint(IPAddress.IPv6Any, port));

    /// <summary>A Unix domain socket in the file system. A stale socket file that nobody listens on is replaced.</summary>
    public static Http2Endpoint UnixSocket(string path) => new UnixEndpoint(path, isAbstract: false);

    /// <summary>A Unix domain socket in Linux's abstract name space: no file, gone with its last user.</summary>
    public static Http2Endpoint AbstractSocket(string name) => new UnixEndpoint(name, isAbstract: true);

    /// <summary>A Windows named pipe of this machine.</summary>
    public static Http2Endpoint NamedPipe(string name) => new NamedPipeEndpoint(name);

    /// <summary>A socket that already listens (for a server) or is connected (for either role). It is owned from now on.</summary>
    public static Http2Endpoint FromSocket(Socket socket) => new SocketEndpoint(socket);

    /// <summary>A socket handle inherited from a parent process or a service manager. It is owned from now on.</summary>
    public static Http2Endpoint FromHandle(SafeSocketHandle handle) => new SocketEndpoint(new Socket(handle));

    /// <summary>Any duplex stream: one connection. It is owned from now on.</summary>
    /// <param name="stream">Reads and writes bytes.</param>
    /// <param name="name">How messages call it.</param>
    public static Http2Endpoint FromStream(Stream stream, string name = "stream") => new StreamEndpoint(stream, name);

    /// <summary>Reads <c>host:port</c>, <c>[v6]:port</c>, <c>*:port</c>, <c>unix:path</c>, <c>unix:///path</c>, <c>unix-abstract:name</c> or <c>npipe:name</c>.</summary>
    public static Http2Endpoint Parse(string text) =>
        TryParse(text, out Http2Endpoint? endpoint)
            ? endpoint
            : throw new FormatException($"\"{text}\" is no address; wanted is host:port, [ipv6]:port, *:port, unix:path, unix-abstract:name or npipe:name");

    /// <summary>As <see cref="Parse"/>, but tells by its result.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Http2Endpoint? endpoint)
    {
        ArgumentNullException.ThrowIfNull(text);
        endpoint = text switch
        {
            _ when Rest(text, "unix-abstract:") is { Length: > 0 } name => AbstractSocket(name),
            _ when Rest(text, "unix:") is { Length: > 0 } path => UnixSocket(path.StartsWith("//", StringComparison.Ordinal) ? path[2..] : path),
            _ when Rest(text, "npipe:") is { Length: > 0 } pipe => NamedPipe(pipe),
            _ => ParseHostPort(text),
        };
        return endpoint is not null;
    }

    /// <summary>Binds and listens. Throws <see cref="Http2ListenException"/>.</summary>
    internal virtual IReadOnlyList<Acceptor> Listen(Http2ListenOptions options) =>
        throw new Http2ListenException(ToString()!, "this kind of address can only be connected to");

    /// <summary>Opens the bytes of one connection. Throws <see cref="Http2ConnectException"/> for its own stages.</summary>
    internal virtual ValueTask<RawConnection> DialAsync(Http2ConnectOptions options, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{this} can only be listened on");

    private static string? Rest(string text, string scheme) =>
        text.StartsWith(scheme, StringComparison.Ordinal) ? text[scheme.Length..] : null;

    private static Http2Endpoint? ParseHostPort(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)) return null;
        string host = text[..colon];
        if (host.StartsWith('[') && host.EndsWith(']')) host = host[1..^1];
        else if (host.Contains(':', StringComparison.Ordinal)) return null;
        return host.Length == 0 ? null : Tcp(host, port);
    }
}
