using System.Net;
using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>Making sockets listen and connect, with errors that name the address.</summary>
internal static class SocketBinding
{
    /// <summary>Binds and listens on one address.</summary>
    public static Socket Listen(EndPoint address, string name, Http2ListenOptions options)
    {
        Socket socket = Bind(address, name, options);
        try
        {
            socket.Listen(options.Backlog);
            return socket;
        }
        catch (SocketException e)
        {
            // With SO_REUSEADDR it is this that finds a port in use by another listener.
            socket.Dispose();
            throw new Http2ListenException(name, Reason(e, address), e);
        }
    }

    /// <summary>Accepts from a socket that listens on an IP address and is nobody else's, where its connections will be served; TLS needs .NET's own engine.</summary>
    public static Acceptor Accept(Socket listening, Http2ListenOptions options)
    {
        var endpoint = new IpEndpoint((IPEndPoint)listening.LocalEndPoint!);
        return options.Tls is null && Engines.IsEpoll(options.Engine)
            ? new EpollAcceptor(listening, endpoint, options.NoDelay)
            : new SocketAcceptor(listening, endpoint, options.NoDelay);
    }

    /// <summary>Binds to one address. <paramref name="reason"/> may know better what an error means there.</summary>
    public static Socket Bind(EndPoint address, string name, Http2ListenOptions options, Func<SocketException, string?>? reason = null)
    {
        Socket? socket = null;
        try
        {
            socket = Make(address);

            // An IPv4 address written as IPv6 is one all the same.
            if (address is IPEndPoint ip && (ip.Address.Equals(IPAddress.IPv6Any) || ip.Address.IsIPv4MappedToIPv6)) socket.DualMode = true;
            if (options.ReusePort && socket.ProtocolType == ProtocolType.Tcp) LetOthersListen(socket, name);
            socket.Bind(address);
            return socket;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw new Http2ListenException(name, reason?.Invoke(e) ?? Reason(e, address), e);
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
                if (address is IPEndPoint { Address.IsIPv4MappedToIPv6: true }) socket.DualMode = true;
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

    // SOL_SOCKET and SO_REUSEPORT, for which .NET has no name.
    private static void LetOthersListen(Socket socket, string name)
    {
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(1, 15, [1, 0, 0, 0]);
        else if (OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD()) socket.SetRawSocketOption(0xFFFF, 0x0200, [1, 0, 0, 0]);
        else throw new Http2ListenException(name, $"{nameof(Http2ListenOptions.ReusePort)} is not to be had on this operating system");
    }

    private static string Reason(SocketException e, EndPoint address) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"{address} is in use by another socket: stop whoever listens there{(OperatingSystem.IsLinux() ? " (ss -ltnp shows who)" : "")}, or choose another",
        SocketError.AccessDenied => $"permission denied for {address}: ports below 1024 need a privilege (CAP_NET_BIND_SERVICE on Linux); give it, or choose a port above",
        SocketError.AddressNotAvailable => $"this machine has no address {(address as IPEndPoint)?.Address}: give one that it has, or * for all of them",
        SocketError.AddressFamilyNotSupported => address.AddressFamily == AddressFamily.InterNetworkV6 ? "this machine has no IPv6: give an IPv4 address" : e.Message,
        SocketError.TooManyOpenSockets => "this process may open no more files: raise its limit (ulimit -n)",
        _ => e.Message,
    };
}
