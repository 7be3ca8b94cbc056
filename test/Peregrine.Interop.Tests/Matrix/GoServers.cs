using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>grpc-go's interop server, once plaintext and once TLS, where it is on this machine.</summary>
public sealed class GoServers : IAsyncLifetime
{
    private readonly List<PeerProcess> _processes = [];
    private readonly int[] _ports = [PeerProcess.FreePort(), PeerProcess.FreePort()];

    public int Port(bool tls) => _ports[tls ? 1 : 0];

    public async Task InitializeAsync()
    {
        if (PeerProbe.ReasonToSkip(Peer.Go) is not null)
            return;
        _processes.Add(await PeerProcess.StartServerAsync(PeerPrograms.GoServer(Port(tls: false), tls: false), Port(tls: false)));
        _processes.Add(await PeerProcess.StartServerAsync(PeerPrograms.GoServer(Port(tls: true), tls: true), Port(tls: true)));
    }

    public async Task DisposeAsync()
    {
        foreach (PeerProcess process in _processes)
            await process.DisposeAsync();
    }
}
