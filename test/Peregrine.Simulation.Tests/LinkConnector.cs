using Peregrine.Client;
using Peregrine.Http2;
using Peregrine.Messages;
using Peregrine.Server;
using Peregrine.Testing;

namespace Peregrine.Simulation.Tests;

/// <summary>Connects a channel to a server by links in memory, which the simulation moves. An attempt succeeds at once, on the channel's control thread.</summary>
internal sealed class LinkConnector(ServerCore server, Http2Options options, FakeTimeProvider time) : Connector
{
    private readonly RequestHeads _heads = new("http", "test", CompressionProviders.Default.AcceptEncoding);
    private readonly Lock _gate = new();
    private readonly List<InMemoryLink> _links = [];

    /// <summary>The links that were not cut.</summary>
    public IReadOnlyList<InMemoryLink> Links
    {
        get
        {
            lock (_gate)
                return [.. _links];
        }
    }

    public override Task<ClientTransport> ConnectAsync(BackendAddress address, ConnectionSet owner, CancellationToken cancellationToken)
    {
        var transport = new Http2ClientTransport(owner, address.Name, _heads, CompressionProviders.Default, new KeepAlive(Timeout.InfiniteTimeSpan, time));
        var link = new InMemoryLink(_ => transport.Observer, connection => new Http2ServerConnection(server, connection), options, options, time);
        transport.OnOpened(link.Client, new CallPeer("link"));
        // Prefaces and SETTINGS; nobody else knows of the link yet.
        link.Pump();
        lock (_gate)
            _links.Add(link);
        return Task.FromResult<ClientTransport>(transport);
    }

    /// <summary>Takes a link out, whose ends are told that it was cut; what was on its way is lost.</summary>
    public void Cut(InMemoryLink link)
    {
        lock (_gate)
            _links.Remove(link);
        link.ClientTransport.End(TransportErrorKind.Reset, "cut");
        link.ServerTransport.End(TransportErrorKind.Reset, "cut");
    }
}
