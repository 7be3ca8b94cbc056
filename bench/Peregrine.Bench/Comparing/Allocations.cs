using System.Diagnostics;
using System.Globalization;

namespace Peregrine.Bench.Comparing;

/// <summary>The command <c>allocations</c>: what a unary call allocates by type, on the server and on the client, each a process of its own.</summary>
internal static class Allocations
{
    private static readonly (string Title, string ServerFlags, string[] ClientFlags)[] s_setups =
    [
        ("plain", "", []),
        ("deadline and metadata", "", ["--deadline-and-metadata"]),
        ("deadline, metadata, an interceptor on each side, metrics and traces listened to, nothing traced",
            "/interceptor/telemetry=0", ["--deadline-and-metadata", "--interceptor", "--telemetry", "0"]),
    ];

    public static async Task<int> RunAsync(Arguments args)
    {
        string duration = args.Real("duration", 4).ToString(CultureInfo.InvariantCulture);
        args.Done();
        foreach ((string title, string serverFlags, string[] clientFlags) in s_setups)
        {
            Console.WriteLine($"-- {title}");
            await using ServerProcess server = await ServerProcess.StartAsync($"peregrine{serverFlags}/allocations", responseSize: 16);
            List<string> client = ["client", "--target", $"127.0.0.1:{server.Port}", "--concurrency", "100", "--payload", "16", "--warmup", "2", "--duration", duration, "--allocations", .. clientFlags];
            if (Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)) client.Insert(0, typeof(Allocations).Assembly.Location);
            using Process process = ServerProcess.Start(Environment.ProcessPath!, client);
            string said = await process.StandardOutput.ReadToEndAsync();
            foreach (string line in said.Split('\n').Where(static line => line.StartsWith("client:", StringComparison.Ordinal) || line.StartsWith("  ", StringComparison.Ordinal))) Console.WriteLine(line);
            using (Process kill = ServerProcess.Start("kill", ["-TERM", server.Process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
            Console.Write(await server.Process.StandardOutput.ReadToEndAsync());
        }

        return 0;
    }
}
