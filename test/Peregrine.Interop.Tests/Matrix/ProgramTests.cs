using Peregrine.Interop.Tests.Peers;
using Peregrine.Testing;

namespace Peregrine.Interop.Tests.Matrix;

/// <summary>The programs as other people's scripts run them.</summary>
public sealed class ProgramTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Our_client_program_passes_all_cases_against_our_server_program(bool tls)
    {
        string[] tlsServer = tls ? ["--use_tls"] : [];
        string[] tlsClient = tls ? ["--use_tls=true", "--use_test_ca", "true", "--server_host_override", PeerPrograms.ServerName] : [];
        (PeerProcess process, int port) = await PeerProcess.StartServerAsync(PeerPrograms.Own(["server", "--port", "0", .. tlsServer]));
        await using (process)
        {
            (int exitCode, string output) = await PeerProcess.RunAsync(
                PeerPrograms.Own(["client", "--server_host", "127.0.0.1", $"--server_port={port}", "--test_case=all", "--soak_iterations=5", "--soak_max_failures=0",
                    "--soak_overall_timeout_seconds=300", "--additional_metadata=one:1;two:2", """--service_config_json={"methodConfig":[{"name":[{}],"waitForReady":true}]}""", .. tlsClient]));
            Assert.True(exitCode == 0, output);
            Assert.Contains("ping_pong: ok", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Our_client_program_passes_a_negative_case_against_our_misbehaving_program(bool tls)
    {
        string[] tlsServer = tls ? ["--use_tls"] : [];
        string[] tlsClient = tls ? ["--use_tls=true", "--use_test_ca=true", "--server_host_override", PeerPrograms.ServerName] : [];
        (PeerProcess process, _) = await PeerProcess.StartServerAsync(PeerPrograms.Own(["negative-server", "--base_port", "0", .. tlsServer]));
        await using (process)
        {
            string port = process.Output.Split('\n').Single(line => line.StartsWith("goaway on ", StringComparison.Ordinal)).TrimEnd().Split(':')[1];
            (int exitCode, string output) = await PeerProcess.RunAsync(
                PeerPrograms.Own(["client", "--server_host", "127.0.0.1", $"--server_port={port}", "--test_case=goaway", .. tlsClient]));
            Assert.True(exitCode == 0, output);
            Assert.Contains("goaway: ok", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_failed_case_is_told_and_makes_the_exit_code_1()
    {
        int nobody = ReservedPort.Take();
        (int exitCode, string output) = await PeerProcess.RunAsync(
            PeerPrograms.Own("client", "--server_host", "127.0.0.1", $"--server_port={nobody}", "--test_case", "empty_unary"));
        Assert.Equal(1, exitCode);
        Assert.Contains("empty_unary: FAILED", output, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{nobody}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_argument_is_named()
    {
        (int exitCode, string output) = await PeerProcess.RunAsync(PeerPrograms.Own("client", "--test_cases", "empty_unary"));
        Assert.Equal(2, exitCode);
        Assert.Contains("unknown argument --test_cases", output, StringComparison.Ordinal);
    }
}
