using Peregrine.Calls;
using Peregrine.Http2;
using Peregrine.Messages;

namespace Peregrine.Client;

/// <summary>Opens HTTP/2 connections over sockets.</summary>
internal sealed class Http2Connector(Http2ConnectOptions options, RequestHeads heads, CompressionProviders compression) : Connector
{
    private readonly KeepAlive _keepAlive = new(options.Http2.KeepAliveInterval ?? Timeout.InfiniteTimeSpan, options.TimeProvider);

    public override async Task<ClientTransport> ConnectAsync(BackendAddress address, ConnectionSet owner, CancellationToken cancellationToken)
    {
        var transport = new Http2ClientTransport(owner, address.Name, heads, compression, _keepAlive);
        Http2Connection connection = await Http2Client.ConnectAsync(address.Endpoint!, options, transport.Observer, cancellationToken).ConfigureAwait(false);
        transport.OnOpened(connection, new CallPeer(address.Name, null));
        return transport;
    }
}
