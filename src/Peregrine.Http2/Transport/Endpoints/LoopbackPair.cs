using System.Net;
using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>Binds both loopback addresses to one port.</summary>
internal static class LoopbackPair
{
    // Where port 0 gives an IPv4 port that somebody has on IPv6, another one is tried; each is free with a chance that does not depend on the others.
    private const int MostTries = 100;

    /// <summary>Binds 127.0.0.1 and [::1], or the first alone where there is no IPv6.</summary>
    /// <param name="port">The port; 0 for one that is free on both.</param>
    /// <param name="listen">Binds one of them; throws <see cref="Http2ListenException"/>.</param>
    public static List<Socket> Listen(int port, Func<IPEndPoint, Socket> listen)
    {
        for (int tries = 1; ; tries++)
        {
            Socket v4 = listen(new IPEndPoint(IPAddress.Loopback, port));
            try
            {
                Socket v6 = listen(new IPEndPoint(IPAddress.IPv6Loopback, ((IPEndPoint)v4.LocalEndPoint!).Port));
                return [v4, v6];
            }
            catch (Http2ListenException e) when (IsWithoutIPv6(e))
            {
                // One loopback address is enough where there is no other.
                return [v4];
            }
            catch (Http2ListenException e) when (port == 0 && tries < MostTries && IsInUse(e))
            {
                v4.Dispose();
            }
            catch
            {
                v4.Dispose();
                throw;
            }
        }
    }

    private static bool IsWithoutIPv6(Http2ListenException e) =>
        e.InnerException is SocketException { SocketErrorCode: SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported };

    private static bool IsInUse(Http2ListenException e) => e.InnerException is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse };
}
