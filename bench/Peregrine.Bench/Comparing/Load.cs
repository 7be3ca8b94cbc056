using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Peregrine.Bench.Measuring;

namespace Peregrine.Bench.Comparing;

/// <summary>Puts load on a server, with this program's client or with h2load, and measures both ends.</summary>
internal static partial class Load
{
    /// <summary>This program's client, whose window is also the server's. <paramref name="apartAfter"/>: when, within its warm-up, the two are put on a processor each; null for never.</summary>
    public static async Task<Measurement> ByClientAsync(ServerProcess server, string client, IReadOnlyList<string> flags, TimeSpan? apartAfter)
    {
        string[] slashed = client.Split('/');
        string[] parts = slashed[0].Split(':');
        List<string> args = ["client", "--target", $"127.0.0.1:{server.Port}", "--transport", parts[0], .. flags];
        if (parts.Length > 1) args.AddRange(["--engine", parts[1]]);
        args.AddRange(ServerProcess.Flags(slashed[1..]));
        if (Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)) args.Insert(0, typeof(Load).Assembly.Location);
        using Process process = ServerProcess.Start(Environment.ProcessPath!, args);
        if (apartAfter is { } wait)
        {
            await Task.Delay(wait);
            await Placement.ApartAsync(server.Process, process);
        }

        double before = 0;
        double after = 0;
        BenchResult? result = null;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "WINDOW OPEN") before = ProcessorTime.Of(server.Process);
            else if (line == "WINDOW CLOSED") after = ProcessorTime.Of(server.Process);
            else BenchResult.TryRead(line, out result);
        }

        await process.WaitForExitAsync();
        if (result is null || result.Errors > 0) throw new InvalidDataException($"{client} failed: {result?.Errors} errors");
        double operations = Math.Max(1, result.Operations);
        return new Measurement(
            result.Rate, (after - before) * 1e6 / operations, result.CpuSeconds * 1e6 / operations, result.P50, result.P99, ProcessorTime.PeakMegabytes(server.Process));
    }

    /// <summary>Bare sockets, both ends in one process; its time is told as the client's.</summary>
    public static async Task<Measurement> ByYardstickAsync(string kind, double seconds)
    {
        List<string> args = ["yardstick", kind, "--duration", seconds.ToString(CultureInfo.InvariantCulture)];
        if (Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)) args.Insert(0, typeof(Load).Assembly.Location);
        using Process process = ServerProcess.Start(Environment.ProcessPath!, args);
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        using JsonDocument json = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]);
        return new Measurement(json.RootElement.GetProperty("rate").GetDouble(), 0, json.RootElement.GetProperty("cpu_us_per_op").GetDouble(), 0, 0, 0);
    }

    /// <summary>
    /// Keeps a server busy for a while before anything is measured: the JIT compiles a method anew after so many calls, which a slow shape of load
    /// reaches late, and then in the middle of the measurement.
    /// </summary>
    public static async Task WarmByH2LoadAsync(ServerProcess server, string name, int seconds, int payload, int responseSize)
    {
        string body = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(body, GrpcFrame.SimpleRequest(responseSize, payload));
            using Process process = ServerProcess.Start("h2load", ["-c", "4", "-m", "50", "-D", $"{seconds}", .. Target(server, name, body)]);
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
        }
        finally
        {
            File.Delete(body);
        }
    }

    /// <summary>h2load with a number of requests; the server's time is that between its start and its end.</summary>
    public static async Task<Measurement> ByH2LoadAsync(ServerProcess server, string name, int connections, int concurrency, int requests, int payload, int responseSize)
    {
        string body = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(body, GrpcFrame.SimpleRequest(responseSize, payload));
            string n = requests.ToString(CultureInfo.InvariantCulture);
            List<string> args = ["-c", $"{connections}", "-m", $"{concurrency}", "-n", n, .. Target(server, name, body)];
            double before = ProcessorTime.Of(server.Process);
            using Process process = ServerProcess.Start("h2load", args);
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            double after = ProcessorTime.Of(server.Process);
            Match finished = Finished().Match(output);
            Match succeeded = Succeeded().Match(output);
            if (!finished.Success || succeeded.Groups[1].Value != n) throw new InvalidDataException($"h2load against {name} failed:\n{output}");
            double rate = double.Parse(finished.Groups[1].Value, CultureInfo.InvariantCulture);
            return new Measurement(rate, (after - before) * 1e6 / requests, 0, Microseconds(output), 0, ProcessorTime.PeakMegabytes(server.Process));
        }
        finally
        {
            File.Delete(body);
        }
    }

    // nghttpd takes the same request as all others, drops its body and answers with a file of the answer's size; nghttpd-get is what it does best.
    private static string[] Target(ServerProcess server, string name, string body) => name == "nghttpd-get"
        ? [$"http://127.0.0.1:{server.Port}/answer"]
        : ["-d", body, "-H", "content-type: application/grpc", "-H", "te: trailers", $"http://127.0.0.1:{server.Port}{(name == "nghttpd" ? "/answer" : GrpcFrame.Unary)}"];

    // "time for request:  min max mean sd": the mean, h2load tells no quantiles.
    private static double Microseconds(string output)
    {
        Match mean = Mean().Match(output);
        if (!mean.Success) return 0;
        double value = double.Parse(mean.Groups[1].Value, CultureInfo.InvariantCulture);
        return mean.Groups[2].Value switch { "us" => value, "ms" => value * 1e3, _ => value * 1e6 };
    }

    [GeneratedRegex(@"finished in [^,]+, ([0-9.]+) req/s")]
    private static partial Regex Finished();

    [GeneratedRegex(@"([0-9]+) 2xx")]
    private static partial Regex Succeeded();

    [GeneratedRegex(@"time for request:\s+\S+\s+\S+\s+([0-9.]+)(us|ms|s)")]
    private static partial Regex Mean();
}
