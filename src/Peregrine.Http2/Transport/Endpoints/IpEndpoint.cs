using System.Net;
using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>One IP address and port.</summary>
internal sealed class IpEndpoint(IPEndPoint address) : Http2Endpoint
{
    internal override IReadOnlyList<Acceptor> Listen(Http2ListenOptions options)
    {
        // A machine without IPv6 still has "any address": the IPv4 one.
        IPEndPoint real = address.Address.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6 ? new IPEndPoint(IPAddress.Any, address.Port) : address;
        Socket socket = SocketBinding.Listen(real, ToString(), options);
        return [SocketBinding.Accept(socket, options)];
    }

    internal override async ValueTask<RawConnection> DialAsync(Http2ConnectOptions options, CancellationToken cancellationToken) =>
        new(await SocketBinding.ConnectAsync(address, ToString(), options, cancellationToken).ConfigureAwait(false));

    public override string ToString() => address.ToString();
}
