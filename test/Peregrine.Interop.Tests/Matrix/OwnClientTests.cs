using Peregrine.Interop.Client;
using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>Our client × the servers of the others.</summary>
[Collection(MatrixCollectionDefinition.Name)]
public sealed class OwnClientTests(PeerServers servers, MatrixReport report)
{
    public static TheoryData<string, bool> Go => Cells(Peer.Go);

    public static TheoryData<string, bool> Cpp => Cells(Peer.Cpp);

    public static TheoryData<string, bool> Java => Cells(Peer.Java);

    public static TheoryData<string, bool> Python => Cells(Peer.Python);

    public static TheoryData<string, bool> Node => Cells(Peer.Node);

    [PeerTheory(Peer.Go)]
    [MemberData(nameof(Go))]
    public Task Our_client_passes_against_the_server_of_grpc_go(string testCase, bool tls) => RunAsync(Peer.Go, testCase, tls);

    [PeerTheory(Peer.Cpp)]
    [MemberData(nameof(Cpp))]
    public Task Our_client_passes_against_a_Cpp_server(string testCase, bool tls) => RunAsync(Peer.Cpp, testCase, tls);

    [PeerTheory(Peer.Java)]
    [MemberData(nameof(Java))]
    public Task Our_client_passes_against_a_Java_server(string testCase, bool tls) => RunAsync(Peer.Java, testCase, tls);

    [PeerTheory(Peer.Python)]
    [MemberData(nameof(Python))]
    public Task Our_client_passes_against_a_Python_server(string testCase, bool tls) => RunAsync(Peer.Python, testCase, tls);

    [PeerTheory(Peer.Node)]
    [MemberData(nameof(Node))]
    public Task Our_client_passes_against_a_Node_server(string testCase, bool tls) => RunAsync(Peer.Node, testCase, tls);

    [PeerTheory(Peer.Go)]
    [InlineData("client_compressed_unary")]
    [InlineData("client_compressed_streaming")]
    public async Task Rule_90_the_service_of_grpc_go_does_not_answer_the_probe_for_compression(string testCase)
    {
        int port = await servers.PortAsync(Peer.Go, tls: false, isLimited: false);
        // A message that says that it is compressed, and is not, is to be refused with INVALID_ARGUMENT. Old releases take it, or know no compression at all.
        await Assert.ThrowsAsync<InteropFailure>(() => OwnServers.RunAsync(testCase, port, tls: false));
    }

    private static TheoryData<string, bool> Cells(Peer peer) =>
        OfficialCases.Cells(testCase => OfficialCases.LackedByOwnClient(testCase) ?? OfficialCases.LackedByServer(peer, testCase));

    private Task RunAsync(Peer peer, string testCase, bool tls) =>
        report.RunAsync(null, peer, testCase, tls, async () => await OwnServers.RunAsync(testCase, await servers.PortAsync(peer, tls, OfficialCases.WantsLimit(testCase)), tls));
}
