using System.Net;
using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>Accepts from a listening socket.</summary>
internal sealed class SocketAcceptor(Socket listening, Http2Endpoint endpoint, bool noDelay, SocketFile? file = null) : Acceptor
{
    private volatile bool _disposed;

    public override Http2Endpoint Endpoint { get; } = endpoint;

    public override EndPoint? LocalEndPoint { get; } = file is null ? listening.LocalEndPoint : new UnixDomainSocketEndPoint(file.Path);

    public override async ValueTask<RawConnection?> AcceptAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                Socket socket = await listening.AcceptAsync(cancellationToken).ConfigureAwait(false);
                if (Take(socket) is { } raw) return raw;
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                if (_disposed) return null;
                throw new Http2ListenException(Endpoint.ToString()!, "the listening socket was closed elsewhere in this process, though it was given away; nothing is accepted there any more", e);
            }
        }
    }

    public override RawConnection? TryAccept()
    {
        try
        {
            // Another process may listen on it too, and take what waits before we do.
            listening.Blocking = false;
            while (true)
            {
                if (Take(listening.Accept()) is { } raw) return raw;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    public override void Dispose()
    {
        _disposed = true;
        listening.Dispose();
        file?.Remove();
    }

    private RawConnection? Take(Socket socket)
    {
        try
        {
            if (noDelay && socket.ProtocolType == ProtocolType.Tcp) socket.NoDelay = true;
            return file is null ? new RawConnection(socket) : new RawConnection(socket, LocalEndPoint);
        }
        catch (SocketException)
        {
            // The peer is gone already, which is no failure to accept.
            socket.Dispose();
            return null;
        }
    }
}
