using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>Python and Node: every kind of call, metadata, a status, a deadline, in both directions.</summary>
public sealed class ScriptPeerTests(OwnServers servers) : IClassFixture<OwnServers>
{
    // UnimplementedService is not in their definitions' servers, which answer UNIMPLEMENTED all the same.
    private static readonly string[] s_cases =
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream", "custom_metadata", "status_code_and_message",
        "special_status_message", "unimplemented_method", "unimplemented_service", "cancel_after_begin", "cancel_after_first_response", "timeout_on_sleeping_server",
    ];

    [PeerTheory(Peer.Python)]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_Python_client_passes_against_our_server(bool tls) => ClientPasses(Peer.Python, tls, "gzip_both_ways");

    [PeerTheory(Peer.Node)]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_Node_client_passes_against_our_server(bool tls) => ClientPasses(Peer.Node, tls, "timeout_on_sleeping_server");

    [PeerTheory(Peer.Python)]
    [InlineData(false)]
    [InlineData(true)]
    public Task Our_client_passes_against_a_Python_server(bool tls) => ServerPasses(Peer.Python, tls);

    [PeerTheory(Peer.Node)]
    [InlineData(false)]
    [InlineData(true)]
    public Task Our_client_passes_against_a_Node_server(bool tls) => ServerPasses(Peer.Node, tls);

    private async Task ClientPasses(Peer peer, bool tls, string lastCheck)
    {
        (int exitCode, string output) = await PeerProcess.RunAsync(PeerPrograms.Client(peer, servers.Port(tls), tls));
        Assert.True(exitCode == 0, output);
        Assert.Contains("ok " + lastCheck, output, StringComparison.Ordinal);
    }

    private static async Task ServerPasses(Peer peer, bool tls)
    {
        (PeerProcess process, int port) = await PeerProcess.StartServerAsync(PeerPrograms.Server(peer, tls));
        await using (process)
        {
            foreach (string testCase in s_cases)
                await OwnServers.RunAsync(testCase, port, tls);
        }
    }
}
