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

    /// <summary>
    /// An IP address and port; a server takes a free one for port 0. <c>[::]</c> accepts IPv4 too, <c>0.0.0.0</c> accepts IPv4 alone, and <c>[::ffff:192.0.2.1]</c> is 192.0.2.1.
    /// </summary>
    public static Http2Endpoint Tcp(IPEndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new IpEndpoint(address);
    }

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

    /// <summary>
    /// A Unix domain socket in the file system. The file of a server that was killed is replaced; one that is no socket, or a living server's, is not. It is removed when the server
    /// stops accepting, unless another has taken its place.
    /// </summary>
    /// <param name="path">At most about a hundred bytes. The folder must exist.</param>
    /// <param name="mode">
    /// Who may connect, set before anybody can: whoever may write. Null, the default, leaves it to the process's umask, by which mostly only the same user may. Without meaning for
    /// clients and on Windows.
    /// </param>
    public static Http2Endpoint UnixSocket(string path, UnixFileMode? mode = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new UnixEndpoint(path, isAbstract: false, mode);
    }

    /// <summary>A Unix domain socket in Linux's abstract name space: no file, gone with its last user. Every process of the same network namespace may connect.</summary>
    public static Http2Endpoint AbstractSocket(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new UnixEndpoint(name, isAbstract: true);
    }

    /// <summary>A Windows named pipe of this machine. Only processes of the same user may connect. Elsewhere .NET makes it of a Unix domain socket.</summary>
    public static Http2Endpoint NamedPipe(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new NamedPipeEndpoint(name);
    }

    /// <summary>
    /// A socket that already listens (for a server) or is connected (for either role). It is owned from now on: whoever listens on it or connects by it closes it in the end. The
    /// file of a Unix domain socket is left to whoever bound it.
    /// </summary>
    public static Http2Endpoint FromSocket(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return new SocketEndpoint(socket);
    }

    /// <summary>
    /// A socket handle inherited from a parent process or a service manager (systemd's first is <c>new SafeSocketHandle(3, ownsHandle: true)</c>). It is owned from now on, as with
    /// <see cref="FromSocket"/>; what other processes hold of the same socket stays open, and what connects goes to them.
    /// </summary>
    /// <exception cref="ArgumentException">The handle is none of an open socket; it is named.</exception>
    public static Http2Endpoint FromHandle(SafeSocketHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        try
        {
            return new SocketEndpoint(new Socket(handle));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new ArgumentException($"handle {handle.DangerousGetHandle()} is none of an open socket, or was not inherited: {e.Message}", nameof(handle), e);
        }
    }

    /// <summary>Any duplex stream: one connection, for either role. It is owned from now on.</summary>
    /// <param name="stream">Reads and writes bytes.</param>
    /// <param name="name">How messages call it.</param>
    /// <exception cref="ArgumentException">The stream cannot both be read and written.</exception>
    public static Http2Endpoint FromStream(Stream stream, string name = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!stream.CanRead || !stream.CanWrite) throw new ArgumentException("the stream must be open, and open for reading and for writing", nameof(stream));
        return new StreamEndpoint(stream, name);
    }

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
