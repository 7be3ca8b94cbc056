using System.Net;
using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>A host name and port. Listening is for <c>localhost</c> alone, on both loopback addresses; connecting tries the name's addresses in turn.</summary>
internal sealed class HostEndpoint(string host, int port) : Http2Endpoint
{
    internal string Host => host;

    internal override IReadOnlyList<Acceptor> Listen(Http2ListenOptions options)
    {
        if (!IsLocalhost) throw new Http2ListenException(ToString(), "names are looked up by clients only: give an IP address of this machine, \"localhost\" for its loopback addresses, or \"*\" for all");
        List<Acceptor> acceptors = [];
        foreach (Socket socket in LoopbackPair.Listen(port, address => SocketBinding.Listen(address, ToString(), options)))
            acceptors.Add(SocketBinding.Accept(socket, options));
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
