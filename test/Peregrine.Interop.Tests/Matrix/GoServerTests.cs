using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

public sealed class GoServerTests(GoServers servers) : IClassFixture<GoServers>
{
    [PeerTheory(Peer.Go)]
    [MemberData(nameof(CommonCases.PlaintextAndTls), MemberType = typeof(CommonCases))]
    public Task Our_client_passes_against_the_server_of_grpc_go(string testCase, bool tls) => OwnServers.RunAsync(testCase, servers.Port(tls), tls);
}
