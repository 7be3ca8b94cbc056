using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

public sealed class GoClientTests(OwnServers servers) : IClassFixture<OwnServers>
{
    [PeerTheory(Peer.Go)]
    [MemberData(nameof(CommonCases.PlaintextAndTls), MemberType = typeof(CommonCases))]
    public async Task The_client_of_grpc_go_passes_against_our_server(string testCase, bool tls)
    {
        (int exitCode, string output) = await PeerProcess.RunAsync(PeerPrograms.GoClient(servers.Port(tls), tls, testCase));
        Assert.True(exitCode == 0, output);
    }
}
