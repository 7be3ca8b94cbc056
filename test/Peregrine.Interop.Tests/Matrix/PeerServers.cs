using Peregrine.Interop.Tests.Peers;
using Peregrine.Testing;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>Servers of the peers, plaintext and TLS, each started when the first cell needs it.</summary>
public sealed class PeerServers : IAsyncLifetime
{
    private readonly Dictionary<(Peer Peer, bool Tls), (PeerProcess Process, int Port)> _servers = [];

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>The port of a peer's server.</summary>
    public async Task<int> PortAsync(Peer peer, bool tls)
    {
        if (!_servers.TryGetValue((peer, tls), out (PeerProcess Process, int Port) server))
        {
            int port = PeerPrograms.TellsPort(peer) ? 0 : ReservedPort.Take();
            server = port == 0
                ? await PeerProcess.StartServerAsync(PeerPrograms.Server(peer, 0, tls))
                : (await PeerProcess.StartServerAsync(PeerPrograms.Server(peer, port, tls), port), port);
            _servers.Add((peer, tls), server);
        }
        return server.Port;
    }

    public async Task DisposeAsync()
    {
        foreach ((PeerProcess process, _) in _servers.Values)
            await process.DisposeAsync();
    }
}
