using Peregrine.Interop.Client;
using Peregrine.Interop.Tests.Peers;
using Peregrine.Testing;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>Servers of the peers, plaintext and TLS, each started when the first cell needs it.</summary>
public sealed class PeerServers : IAsyncLifetime
{
    private readonly Dictionary<(Peer Peer, bool Tls, bool IsLimited), (PeerProcess Process, int Port)> _servers = [];

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>The port of a peer's server.</summary>
    /// <param name="peer">Whose.</param>
    /// <param name="tls">Whether it speaks TLS.</param>
    /// <param name="isLimited">Whether it takes few streams on a connection only.</param>
    public async Task<int> PortAsync(Peer peer, bool tls, bool isLimited)
    {
        if (!_servers.TryGetValue((peer, tls, isLimited), out (PeerProcess Process, int Port) server))
        {
            int? limit = isLimited ? ScalingCase.Limit : null;
            int port = PeerPrograms.TellsPort(peer) ? 0 : ReservedPort.Take();
            server = port == 0
                ? await PeerProcess.StartServerAsync(PeerPrograms.Server(peer, 0, tls, limit))
                : (await PeerProcess.StartServerAsync(PeerPrograms.Server(peer, port, tls, limit), port), port);
            _servers.Add((peer, tls, isLimited), server);
        }
        return server.Port;
    }

    public async Task DisposeAsync()
    {
        foreach ((PeerProcess process, _) in _servers.Values)
            await process.DisposeAsync();
    }
}
