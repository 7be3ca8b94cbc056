using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Peregrine.Interop.Tests.Peers;
using Xunit.Abstractions;

namespace Peregrine.Interop.Tests.Load;

/// <summary>
/// 100 MB through one stream must not become 100 MB of memory on either side. Both sides are processes of their own, so that what is measured is
/// only theirs; their peak is compared with that of a run that moves nothing.
/// </summary>
public sealed partial class ConstantMemoryTests(ITestOutputHelper report)
{
    private const long AllowedGrowth = 48 * 1024 * 1024;

    [Theory]
    [InlineData("server_stream_100mb")]
    [InlineData("client_stream_100mb")]
    public async Task A_stream_of_100_MB_runs_in_constant_memory(string testCase)
    {
        (long Client, long Server) idle = await PeaksAsync("empty_unary");
        (long Client, long Server) busy = await PeaksAsync(testCase);

        report.WriteLine($"client: {idle.Client} -> {busy.Client} bytes; server: {idle.Server} -> {busy.Server} bytes");
        Assert.InRange(busy.Client - idle.Client, long.MinValue, AllowedGrowth);
        Assert.InRange(busy.Server - idle.Server, long.MinValue, AllowedGrowth);
    }

    private static async Task<(long Client, long Server)> PeaksAsync(string testCase)
    {
        (PeerProcess server, int port) = await PeerProcess.StartServerAsync(Frugal(PeerPrograms.Own("server", "--port", "0")));
        await using (server)
        {
            (int exitCode, string output) = await PeerProcess.RunAsync(
                Frugal(PeerPrograms.Own("client", "--server_host", "127.0.0.1", "--server_port", $"{port}", "--test_case", testCase)));
            Assert.True(exitCode == 0, output);
            return (long.Parse(Peak().Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture), server.PeakWorkingSet);
        }
    }

    // Garbage is collected each 4 MB, so that the memory is what is held: otherwise that depends on the processor's caches, and may be more than is allowed here.
    private static ProcessStartInfo Frugal(ProcessStartInfo start)
    {
        start.Environment["DOTNET_GCgen0size"] = "400000";
        return start;
    }

    [GeneratedRegex(@"peak working set: (\d+) bytes")]
    private static partial Regex Peak();
}
