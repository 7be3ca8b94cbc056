using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>A socket that exists: one that listens gives many connections, a connected one is the connection.</summary>
internal sealed class SocketEndpoint(Socket socket) : Http2Endpoint
{
    internal override IReadOnlyList<Acceptor> Listen(Http2ListenOptions options) =>
        IsConnected
            ? [new SingleAcceptor(new RawConnection(socket), this)]
            : [new SocketAcceptor(socket, Named, options.NoDelay)];

    internal override ValueTask<RawConnection> DialAsync(Http2ConnectOptions options, CancellationToken cancellationToken) =>
        IsConnected
            ? ValueTask.FromResult(new RawConnection(socket))
            : throw new Http2ConnectException(ConnectStage.Socket, ToString(), new TransportError(TransportErrorKind.Aborted, "the socket given is not connected"));

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

    private Http2Endpoint Named => socket.LocalEndPoint is System.Net.IPEndPoint ip ? new IpEndpoint(ip) : this;
}
