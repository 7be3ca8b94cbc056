using Grpc.Testing;
using Peregrine.Health;
using Peregrine.Interop.Server;
using Peregrine.Interop.Tests.Peers;
using Peregrine.Orca;

namespace Peregrine.Interop.Tests.Services;

/// <summary>The services that tools ask, asked by a client of other people's making, with its own copies of the <c>.proto</c> files.</summary>
public sealed class ToolServicesTests
{
    [PeerFact(Peer.Node)]
    public async Task Health_reflection_and_channelz_answer_grpc_js_with_the_proto_files_of_its_packages()
    {
        var health = new HealthService();
        health.SetStatus("grpc.testing.TestService", HealthCheckResponse.ServingStatus.NotServing);
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").Add(new InteropService(new LoadReportService())).Add(health).AddReflection();
        // A channel of the process is among what channelz shows; it calls the server itself.
        await using GrpcServer shown = new GrpcServer("http://127.0.0.1:0").Add(new InteropService(new LoadReportService())).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(shown.Urls[0]);
        server.AddAdmin(channel);
        await server.StartAsync();
        await new TestService.TestServiceClient(channel).EmptyCallAsync(new Empty());

        (int exitCode, string output) = await PeerProcess.RunAsync(PeerPrograms.NodeTool("services.js", "--target", $"127.0.0.1:{server.Port}"));
        Assert.True(exitCode == 0, output);
        foreach (string service in (string[])["health", "reflection", "reflection_v1alpha", "channelz"])
            Assert.Contains($"ok {service}\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
