using Peregrine.Interop.Client;
using Peregrine.Interop.Misbehaving;
using Peregrine.Interop.Tests.Peers;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>Our client × the servers that misbehave.</summary>
[Collection(MatrixCollectionDefinition.Name)]
public sealed class NegativeClientTests(NegativeServers servers, MatrixReport report)
{
    public static TheoryData<string, bool> Cases => NegativeCells.Of(null);

    [PeerTheory(Peer.Python)]
    [MemberData(nameof(Cases))]
    public Task Our_client_passes_against_the_misbehaving_server_of_gRPC(string testCase, bool tls) => report.RunNegativeAsync(null, true, testCase, tls, async () =>
    {
        (PeerProcess process, int port) = await servers.OfficialAsync(testCase, tls);
        await using (InteropTarget target = OwnServers.Target(port, tls))
        {
            await RunAsync(testCase, target);
            // The last PING may come after the call's end; the server looks whether all are acknowledged when the connection closes.
            if (testCase == "ping")
                await process.WaitForAsync(printed => Count(printed, "sending ping") is > 0 and int sent && Count(printed, "ping acknowledged") == sent);
        }
        if (testCase == "ping")
            await process.WaitForAsync(printed => printed.Contains("Disconnect received. Ping Count 0", StringComparison.Ordinal));
        if (testCase == "goaway")
            await process.WaitForAsync(printed => printed.Contains("Disconnect received. Count 2", StringComparison.Ordinal));
        Assert.DoesNotContain("Traceback", process.Output, StringComparison.Ordinal);
    });

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Our_client_passes_against_our_misbehaving_server(string testCase, bool tls) => report.RunNegativeAsync(null, false, testCase, tls, async () =>
    {
        NegativeServer server = servers.Own(tls);
        int before = server.Connections(testCase);
        await using (InteropTarget target = OwnServers.Target(server.Port(testCase), tls))
            await RunAsync(testCase, target);
        await server.WhenClosedAsync(testCase);
        Assert.Empty(server.FaultsIn(testCase));
        // One more for each GOAWAY that a call came after.
        Assert.Equal(testCase == "goaway" ? 3 : 1, server.Connections(testCase) - before);
    });

    private static Task RunAsync(string testCase, InteropTarget target) =>
        InteropCase.Negative.Single(test => test.Name == testCase).Run(target).WaitAsync(TimeSpan.FromMinutes(2));

    private static int Count(string printed, string line) => printed.Split('\n').Count(one => one.TrimEnd('\r') == line);
}
