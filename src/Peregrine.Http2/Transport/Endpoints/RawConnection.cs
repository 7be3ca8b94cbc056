using System.Net;
using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>The bytes of one connection before anybody reads them: a connected socket, or any duplex stream. Owned by whoever holds it.</summary>
internal sealed class RawConnection : IDisposable
{
    public RawConnection(Socket socket, EndPoint? local = null)
    {
        Socket = socket;
        LocalEndPoint = local ?? socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
    }

    public RawConnection(Stream stream, EndPoint? local = null, EndPoint? remote = null)
    {
        Stream = stream;
        LocalEndPoint = local;
        RemoteEndPoint = remote;
    }

    /// <summary>The socket, when that is what it is.</summary>
    public Socket? Socket { get; }

    /// <summary>The stream, when it is no socket.</summary>
    public Stream? Stream { get; }

    public EndPoint? LocalEndPoint { get; }

    public EndPoint? RemoteEndPoint { get; }

    public void Dispose()
    {
        Socket?.Dispose();
        Stream?.Dispose();
    }
}
