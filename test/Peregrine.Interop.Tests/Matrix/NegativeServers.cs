using Peregrine.Interop.Misbehaving;
using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>The servers that misbehave, plaintext and TLS: ours in this process, gRPC's as programs that are started when the first cell needs them.</summary>
public sealed class NegativeServers : IAsyncLifetime
{
    private readonly Dictionary<bool, NegativeServer> _own = new() { [false] = new NegativeServer(0, tls: false), [true] = new NegativeServer(0, tls: true) };
    private readonly Dictionary<bool, PeerProcess> _official = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (NegativeServer server in _own.Values)
            await server.DisposeAsync();
        foreach (PeerProcess process in _official.Values)
            await process.DisposeAsync();
    }

    /// <summary>Our misbehaving server.</summary>
    internal NegativeServer Own(bool tls) => _own[tls];

    /// <summary>gRPC's, with the port of a case.</summary>
    internal async Task<(PeerProcess Process, int Port)> OfficialAsync(string testCase, bool tls)
    {
        if (!_official.TryGetValue(tls, out PeerProcess? process))
        {
            (process, _) = await PeerProcess.StartServerAsync(PeerPrograms.NegativeServer(tls));
            _official.Add(tls, process);
        }
        string line = process.Output.Split('\n').Single(line => line.StartsWith(testCase + " on ", StringComparison.Ordinal));
        return (process, int.Parse(line.AsSpan(line.LastIndexOf(':') + 1), provider: System.Globalization.CultureInfo.InvariantCulture));
    }
}
