using Peregrine.Interop.Misbehaving;
using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>The clients of the others × our misbehaving server: it misbehaves as gRPC's does, so that what our client passes against it counts.</summary>
[Collection(MatrixCollectionDefinition.Name)]
public sealed class NegativeServerTests(NegativeServers servers, MatrixReport report)
{
    public static TheoryData<string, bool> Go => NegativeCells.Of(Peer.Go);

    public static TheoryData<string, bool> Cpp => NegativeCells.Of(Peer.Cpp);

    public static TheoryData<string, bool> Java => NegativeCells.Of(Peer.Java);

    public static TheoryData<string, bool> Python => NegativeCells.Of(Peer.Python);

    public static TheoryData<string, bool> Node => NegativeCells.Of(Peer.Node);

    [PeerTheory(Peer.Go)]
    [MemberData(nameof(Go))]
    public Task The_client_of_grpc_go_passes_against_our_misbehaving_server(string testCase, bool tls) => RunAsync(Peer.Go, testCase, tls);

    [PeerTheory(Peer.Cpp)]
    [MemberData(nameof(Cpp))]
    public Task A_Cpp_client_passes_against_our_misbehaving_server(string testCase, bool tls) => RunAsync(Peer.Cpp, testCase, tls);

    [PeerTheory(Peer.Java)]
    [MemberData(nameof(Java))]
    public Task A_Java_client_passes_against_our_misbehaving_server(string testCase, bool tls) => RunAsync(Peer.Java, testCase, tls);

    [PeerTheory(Peer.Python)]
    [MemberData(nameof(Python))]
    public Task A_Python_client_passes_against_our_misbehaving_server(string testCase, bool tls) => RunAsync(Peer.Python, testCase, tls);

    [PeerTheory(Peer.Node)]
    [MemberData(nameof(Node))]
    public Task A_Node_client_passes_against_our_misbehaving_server(string testCase, bool tls) => RunAsync(Peer.Node, testCase, tls);

    [PeerTheory(Peer.Go, Peer.Python)]
    [InlineData("rst_during_data", "Internal, want _, Unknown")]
    public Task What_the_client_of_grpc_go_misses_it_misses_at_the_server_of_gRPC_too(string testCase, string complaint) => BothFailAsync(Peer.Go, testCase, complaint);

    [PeerTheory(Peer.Java, Peer.Python)]
    [InlineData("rst_after_header", "Received: RST_STREAM closed stream. HTTP/2 error code: NO_ERROR")]
    [InlineData("rst_during_data", "Received: RST_STREAM closed stream. HTTP/2 error code: NO_ERROR")]
    [InlineData("rst_after_data", "Received: RST_STREAM closed stream. HTTP/2 error code: NO_ERROR")]
    public Task What_the_client_of_grpc_java_misses_it_misses_at_the_server_of_gRPC_too(string testCase, string complaint) => BothFailAsync(Peer.Java, testCase, complaint);

    // Other words for the code, another code for the reset: the frames are the same.
    private async Task BothFailAsync(Peer peer, string testCase, string complaint)
    {
        foreach (int port in (int[])[servers.Own(tls: false).Port(testCase), (await servers.OfficialAsync(testCase, tls: false)).Port])
        {
            (int exitCode, string output) = await PeerProcess.RunAsync(PeerPrograms.NegativeClient(peer, port, testCase));
            Assert.NotEqual(0, exitCode);
            Assert.Contains(complaint, output, StringComparison.Ordinal);
        }
    }

    private Task RunAsync(Peer peer, string testCase, bool tls) => report.RunNegativeAsync(peer, false, testCase, tls, async () =>
    {
        NegativeServer server = servers.Own(tls);
        int before = server.Connections(testCase);
        int port = server.Port(testCase);
        (int exitCode, string output) = await PeerProcess.RunAsync(
            NegativeCells.IsLargeUnary(testCase) ? PeerPrograms.Client(peer, port, tls, "large_unary") : PeerPrograms.NegativeClient(peer, port, testCase));
        Assert.True(exitCode == 0, output);
        await server.WhenClosedAsync(testCase);
        Assert.Empty(server.FaultsIn(testCase));
        Assert.True(server.Connections(testCase) - before >= (testCase == "goaway" ? 2 : 1), output);
    });
}
