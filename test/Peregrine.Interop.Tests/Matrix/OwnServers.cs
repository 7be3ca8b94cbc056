using Peregrine.Interop.Client;
using Peregrine.Interop.Server;
using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>Our interop server in this process, plaintext and TLS, and with the limit of streams that one case wants.</summary>
public sealed class OwnServers : IAsyncLifetime
{
    private readonly Dictionary<(bool Tls, bool IsLimited), GrpcServer> _servers = [];

    public OwnServers()
    {
        foreach (bool tls in (bool[])[false, true])
        {
            _servers[(tls, false)] = InteropServer.Create(0, tls);
            _servers[(tls, true)] = InteropServer.Create(0, tls, ScalingCase.Limit);
        }
    }

    public int Port(bool tls) => _servers[(tls, false)].Port;

    /// <summary>The port of the server that a case wants.</summary>
    public int Port(bool tls, string testCase) => _servers[(tls, OfficialCases.WantsLimit(testCase))].Port;

    public Task InitializeAsync() => Task.WhenAll(_servers.Values.Select(server => server.StartAsync()));

    public async Task DisposeAsync()
    {
        foreach (GrpcServer server in _servers.Values)
            await server.DisposeAsync();
    }

    /// <summary>Our client's way to a server on the given port.</summary>
    internal static InteropTarget Target(int port, bool tls) =>
        tls ? InteropTarget.Tls("127.0.0.1", port, testAuthority: true, PeerPrograms.ServerName) : InteropTarget.Plaintext("127.0.0.1", port);

    /// <summary>Runs one of our client's cases, with a limit that only a hang reaches.</summary>
    internal static async Task RunAsync(string testCase, int port, bool tls)
    {
        await using InteropTarget server = Target(port, tls);
        if (!OfficialCases.WantsCache(testCase))
        {
            await RunAsync(testCase, server);
            return;
        }

        var cache = new CachingProxy(server.Channel, TimeProvider.System);
        await using GrpcServer proxy = InteropServer.Create(cache, tls);
        await proxy.StartAsync();
        await using InteropTarget target = Target(proxy.Port, tls);
        await RunAsync(testCase, target);
        Assert.Equal(1, cache.Hits);
    }

    private static Task RunAsync(string testCase, InteropTarget target) =>
        InteropCase.All.Single(test => test.Name == testCase).Run(target).WaitAsync(TimeSpan.FromMinutes(2));
}
