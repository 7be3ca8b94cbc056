using System.Net;
using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>Accepts from a listening socket.</summary>
internal sealed class SocketAcceptor(Socket listening, Http2Endpoint endpoint, bool noDelay, string? ownedFile = null) : Acceptor
{
    public override Http2Endpoint Endpoint { get; } = endpoint;

    public override EndPoint? LocalEndPoint { get; } = listening.LocalEndPoint;

    public override async ValueTask<RawConnection?> AcceptAsync(CancellationToken cancellationToken)
    {
        Socket socket;
        try
        {
            socket = await listening.AcceptAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }

        try
        {
            if (noDelay && socket.ProtocolType == ProtocolType.Tcp) socket.NoDelay = true;
            return new RawConnection(socket);
        }
        catch
        {
            // The peer is gone already: the caller counts it as a failed accept of one connection.
            socket.Dispose();
            throw;
        }
    }

    public override void Dispose()
    {
        listening.Dispose();
        if (ownedFile is not null) File.Delete(ownedFile);
    }
}
