using System.Net;
using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>Making sockets listen and connect, with errors that name the address.</summary>
internal static class SocketBinding
{
    /// <summary>Binds and listens on one address.</summary>
    public static Socket Listen(EndPoint address, string name, Http2ListenOptions options)
    {
        Socket socket = Make(address);
        try
        {
            if (address is IPEndPoint ip && ip.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(address);
            socket.Listen(options.Backlog);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new Http2ListenException(name, Reason(e), e);
        }
    }

    /// <summary>Connects to one address.</summary>
    public static async ValueTask<Socket> ConnectAsync(EndPoint address, string name, Http2ConnectOptions options, CancellationToken cancellationToken)
    {
        try
        {
            if (options.Tls is null && Engines.IsEpoll(options.Engine)) return await EpollDialer.ConnectAsync(address, options.NoDelay, cancellationToken).ConfigureAwait(false);
            Socket socket = Make(address);
            try
            {
                if (options.NoDelay && socket.ProtocolType == ProtocolType.Tcp) socket.NoDelay = true;
                await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        catch (SocketException e)
        {
            throw new Http2ConnectException(ConnectStage.Socket, name, SocketErrors.From(e, address.ToString()));
        }
    }

    private static Socket Make(EndPoint address) => address is IPEndPoint
        ? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private static string Reason(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "the address is in use by another socket",
        SocketError.AccessDenied => "permission denied (ports below 1024 need a privilege)",
        SocketError.AddressNotAvailable => "this machine has no such address",
        _ => e.Message,
    };
}
