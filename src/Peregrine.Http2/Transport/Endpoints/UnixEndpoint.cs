using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>A Unix domain socket, in the file system or in Linux's abstract name space.</summary>
internal sealed class UnixEndpoint(string name, bool isAbstract) : Http2Endpoint
{
    internal override IReadOnlyList<Acceptor> Listen(Http2ListenOptions options)
    {
        Socket socket;
        try
        {
            socket = SocketBinding.Listen(Address, ToString(), options);
        }
        catch (Http2ListenException e) when (!isAbstract && IsStale(e))
        {
            File.Delete(name);
            socket = SocketBinding.Listen(Address, ToString(), options);
        }

        return [new SocketAcceptor(socket, this, noDelay: false, ownedFile: isAbstract ? null : name)];
    }

    internal override async ValueTask<RawConnection> DialAsync(Http2ConnectOptions options, CancellationToken cancellationToken) =>
        new(await SocketBinding.ConnectAsync(Address, ToString(), options, cancellationToken).ConfigureAwait(false));

    public override string ToString() => (isAbstract ? "unix-abstract:" : "unix:") + name;

    // unix(7): an abstract name begins with a NUL byte.
    private UnixDomainSocketEndPoint Address => new(isAbstract ? "\0" + name : name);

    // The file outlives a server that was killed: nobody answers behind it, and binding needs it gone.
    private bool IsStale(Http2ListenException e)
    {
        if (e.InnerException is not SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }) return false;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(Address);
            return false;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }
}
