using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>What the peers' clients say of our server. A client that runs many cases is run once for all of them.</summary>
public sealed class PeerClientRuns
{
    private readonly Dictionary<(Peer Peer, bool Tls), string> _outputs = [];

    /// <summary>Fails unless the client passed the case.</summary>
    public async Task ExpectAsync(Peer peer, string testCase, int port, bool tls)
    {
        if (!PeerPrograms.RunsManyCases(peer))
        {
            (int exitCode, string output) = await PeerProcess.RunAsync(PeerPrograms.Client(peer, port, tls, testCase));
            Assert.True(exitCode == 0, output);
            return;
        }
        if (!_outputs.TryGetValue((peer, tls), out string? all))
        {
            string cases = string.Join(',', OfficialCases.All.Where(name => OfficialCases.LackedByClient(peer, name) is null));
            all = (await PeerProcess.RunAsync(PeerPrograms.Client(peer, port, tls, cases))).Output;
            _outputs.Add((peer, tls), all);
        }
        Assert.True(all.Split('\n').Any(line => line.TrimEnd('\r') == "ok " + testCase), all);
    }
}
