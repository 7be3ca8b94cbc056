using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>The clients of the others × our server.</summary>
[Collection(MatrixCollectionDefinition.Name)]
public sealed class OwnServerTests(OwnServers servers, PeerClientRuns clients, MatrixReport report)
{
    public static TheoryData<string, bool> Go => Cells(Peer.Go);

    public static TheoryData<string, bool> Cpp => Cells(Peer.Cpp);

    public static TheoryData<string, bool> Java => Cells(Peer.Java);

    public static TheoryData<string, bool> Python => Cells(Peer.Python);

    public static TheoryData<string, bool> Node => Cells(Peer.Node);

    [PeerTheory(Peer.Go)]
    [MemberData(nameof(Go))]
    public Task The_client_of_grpc_go_passes_against_our_server(string testCase, bool tls) => RunAsync(Peer.Go, testCase, tls);

    [PeerTheory(Peer.Cpp)]
    [MemberData(nameof(Cpp))]
    public Task A_Cpp_client_passes_against_our_server(string testCase, bool tls) => RunAsync(Peer.Cpp, testCase, tls);

    [PeerTheory(Peer.Java)]
    [MemberData(nameof(Java))]
    public Task A_Java_client_passes_against_our_server(string testCase, bool tls) => RunAsync(Peer.Java, testCase, tls);

    [PeerTheory(Peer.Python)]
    [MemberData(nameof(Python))]
    public Task A_Python_client_passes_against_our_server(string testCase, bool tls) => RunAsync(Peer.Python, testCase, tls);

    [PeerTheory(Peer.Node)]
    [MemberData(nameof(Node))]
    public Task A_Node_client_passes_against_our_server(string testCase, bool tls) => RunAsync(Peer.Node, testCase, tls);

    private static TheoryData<string, bool> Cells(Peer peer) => OfficialCases.Cells(testCase => OfficialCases.LackedByClient(peer, testCase));

    private Task RunAsync(Peer peer, string testCase, bool tls) =>
        report.RunAsync(peer, null, testCase, tls, () => clients.ExpectAsync(peer, testCase, servers.Port(tls, testCase), tls));
}
