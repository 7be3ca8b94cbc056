using System.Net;
using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>A socket that exists: one that listens gives many connections, a connected one is the connection.</summary>
internal sealed class SocketEndpoint(Socket socket) : Http2Endpoint
{
    internal override IReadOnlyList<Acceptor> Listen(Http2ListenOptions options)
    {
        try
        {
            if (IsConnected) return [new SingleAcceptor(new RawConnection(socket), this)];
            if (Listens) return [new SocketAcceptor(socket, Named, options.NoDelay)];
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            throw new Http2ListenException("socket", e is ObjectDisposedException ? "the socket given is closed; it belongs to the first server that got it" : e.Message, e);
        }

        throw new Http2ListenException(ToString(), "the socket given neither listens nor is connected: call Listen on it first");
    }

    internal override ValueTask<RawConnection> DialAsync(Http2ConnectOptions options, CancellationToken cancellationToken) =>
        IsConnected
            ? ValueTask.FromResult(new RawConnection(socket))
            : throw new Http2ConnectException(ConnectStage.Socket, ToString(), new TransportError(TransportErrorKind.Aborted, "the socket given is not connected: connect it first, or give its address"));

    public override string ToString() => $"socket:{socket.LocalEndPoint?.ToString() ?? "unbound"}";

    // A handle made elsewhere may not know that it is connected; having a peer is what counts.
    private bool IsConnected
    {
        get
        {
            try
            {
                return socket.RemoteEndPoint is not null;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    // Asked of the system, since a handle made elsewhere may not know it.
    private bool Listens => (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection)! != 0;

    private Http2Endpoint Named => socket.LocalEndPoint switch
    {
        IPEndPoint ip => new IpEndpoint(ip),
        UnixDomainSocketEndPoint unix when unix.ToString() is { Length: > 0 } path => new UnixEndpoint(path.TrimStart('@'), path[0] == '@'),
        _ => this,
    };
}
