using Peregrine.Interop.Client;
using Peregrine.Interop.Server;
using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>Our interop server in this process, once plaintext and once TLS.</summary>
public sealed class OwnServers : IAsyncLifetime
{
    private readonly GrpcServer _plaintext = InteropServer.Create(0, tls: false);
    private readonly GrpcServer _tls = InteropServer.Create(0, tls: true);

    public int Port(bool tls) => (tls ? _tls : _plaintext).Port;

    public async Task InitializeAsync()
    {
        await _plaintext.StartAsync();
        await _tls.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _plaintext.DisposeAsync();
        await _tls.DisposeAsync();
    }

    /// <summary>Our client's way to a server on the given port.</summary>
    internal static InteropTarget Target(int port, bool tls) =>
        tls ? InteropTarget.Tls("127.0.0.1", port, testAuthority: true, PeerPrograms.ServerName) : InteropTarget.Plaintext("127.0.0.1", port);

    /// <summary>Runs one of our client's cases, with a limit that only a hang reaches.</summary>
    internal static async Task RunAsync(string testCase, int port, bool tls)
    {
        await using InteropTarget target = Target(port, tls);
        await InteropCase.All.Single(test => test.Name == testCase).Run(target).WaitAsync(TimeSpan.FromMinutes(2));
    }
}
