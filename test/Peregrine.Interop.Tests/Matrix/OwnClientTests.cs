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

    private static TheoryData<string, bool> Cells(Peer peer) =>
        OfficialCases.Cells(testCase => OfficialCases.LackedByOwnClient(testCase) ?? OfficialCases.LackedByServer(peer, testCase));

    private Task RunAsync(Peer peer, string testCase, bool tls) =>
        report.RunAsync(null, peer, testCase, tls, async () => await OwnServers.RunAsync(testCase, await servers.PortAsync(peer, tls, OfficialCases.WantsLimit(testCase)), tls));
}
