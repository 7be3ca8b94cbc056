using System.Net;
using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>A host name and port. Listening is for <c>localhost</c> alone, on both loopback addresses; connecting tries the name's addresses in turn.</summary>
internal sealed class HostEndpoint(string host, int port) : Http2Endpoint
{
    internal string Host => host;

    internal override IReadOnlyList<Acceptor> Listen(Http2ListenOptions options)
    {
        if (!IsLocalhost) throw new Http2ListenException(ToString(), "give an IP address, \"localhost\" or \"*\"");
        Socket v4 = SocketBinding.Listen(new IPEndPoint(IPAddress.Loopback, port), ToString(), options);
        var bound = (IPEndPoint)v4.LocalEndPoint!;
        List<Acceptor> acceptors = [new SocketAcceptor(v4, new IpEndpoint(bound), options.NoDelay)];
        try
        {
            // Port 0 took a free IPv4 port; the same one on [::1], so that either address finds us.
            Socket v6 = SocketBinding.Listen(new IPEndPoint(IPAddress.IPv6Loopback, bound.Port), ToString(), options);
            acceptors.Add(new SocketAcceptor(v6, new IpEndpoint((IPEndPoint)v6.LocalEndPoint!), options.NoDelay));
        }
        catch (Exception e) when (IsWithoutIPv6(e))
        {
            // One loopback address is enough where there is no other.
        }
        catch
        {
            v4.Dispose();
            throw;
        }

        return acceptors;
    }

    internal override async ValueTask<RawConnection> DialAsync(Http2ConnectOptions options, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await LookUpAsync(cancellationToken).ConfigureAwait(false);
        for (int i = 0; ; i++)
        {
            try
            {
                var address = new IPEndPoint(addresses[i], port);
                return new RawConnection(await SocketBinding.ConnectAsync(address, ToString(), options, cancellationToken).ConfigureAwait(false));
            }
            catch (Http2ConnectException) when (i + 1 < addresses.Length)
            {
                // The name has another address.
            }
        }
    }

    public override string ToString() => $"{host}:{port}";

    private bool IsLocalhost => host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static bool IsWithoutIPv6(Exception e) => e switch
    {
        Http2ListenException { InnerException: SocketException inner } => IsWithoutIPv6(inner),
        SocketException s => s.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported,
        _ => false,
    };

    private async ValueTask<IPAddress[]> LookUpAsync(CancellationToken cancellationToken)
    {
        // RFC 6761 §6.3: localhost is the loopback, whatever a name server says.
        if (IsLocalhost) return Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
            if (addresses.Length > 0) return addresses;
            throw new Http2ConnectException(ConnectStage.Dns, ToString(), new TransportError(TransportErrorKind.Aborted, $"\"{host}\" has no address"));
        }
        catch (SocketException e)
        {
            throw new Http2ConnectException(ConnectStage.Dns, ToString(), new TransportError(TransportErrorKind.Aborted, $"\"{host}\": {e.Message}", e));
        }
    }
}
