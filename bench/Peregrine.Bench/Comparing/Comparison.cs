using System.Globalization;

namespace Peregrine.Bench.Comparing;

/// <summary>
/// The command <c>compare</c>: pairs of server and client in turn, round after round, so that what else the machine does meets them all;
/// medians, and ratios to the first.
/// </summary>
internal static class Comparison
{
    public static async Task<int> RunAsync(Arguments args)
    {
        string[] pairs = args.Text("pairs", "peregrine+peregrine,kestrel-raw+httpclient-raw").Split(',');
        int rounds = args.Number("rounds", 3);
        int connections = args.Number("connections", 1);
        int concurrency = args.Number("concurrency", 100);
        int payload = args.Number("payload", 16);
        int responseSize = args.Number("response-size", payload);
        int requests = args.Number("requests", 200_000);
        string mode = args.Text("mode", "unary");
        int count = args.Number("count", 1000);
        double duration = args.Seconds("duration", 3);
        double warmup = args.Seconds("warmup", 1);
        string[] serverFlags = [.. args.Text("server-flags", "").Split([',', '='], StringSplitOptions.RemoveEmptyEntries).Select(static (part, i) => i % 2 == 0 ? "--" + part : part)];
        bool realistic = args.Has("deadline-and-metadata");
        args.Done();
        List<string> flags = [.. FormattableString.Invariant(
            $"--connections {connections} --concurrency {concurrency} --payload {payload} --response-size {responseSize} --mode {mode} --count {count} --duration {duration} --warmup {warmup}").Split(' ')];
        if (realistic) flags.Add("--deadline-and-metadata");

        var measured = new Dictionary<string, List<Measurement>>();
        for (int round = 0; round < rounds; round++)
        {
            foreach (string pair in pairs)
            {
                (string serverName, string clientName) = pair.Split('+') is [string s, string c] ? (s, c) : throw new FormatException($"\"{pair}\" is no SERVER+CLIENT");
                await using ServerProcess process = await ServerProcess.StartAsync(serverName, responseSize, serverFlags);
                Measurement m;
                if (clientName == "h2load")
                {
                    // The first run is for the compiler; the second counts.
                    await Load.ByH2LoadAsync(process, serverName, connections, concurrency, requests, payload, responseSize);
                    m = await Load.ByH2LoadAsync(process, serverName, connections, concurrency, requests, payload, responseSize);
                }
                else
                {
                    m = await Load.ByClientAsync(process, clientName, flags);
                }

                if (!measured.TryGetValue(pair, out List<Measurement>? all)) measured[pair] = all = [];
                all.Add(m);
            }
        }

        Print(pairs, measured, FormattableString.Invariant($"{mode}, {connections} connections x {concurrency}, payload {payload} -> {responseSize}, {rounds} rounds, medians"));
        return 0;
    }

    private static void Print(string[] pairs, Dictionary<string, List<Measurement>> measured, string title)
    {
        Console.WriteLine(title);
        Console.WriteLine($"{"server+client",-44} {"ops/s",11} {"server us/op",13} {"client us/op",13} {"p50 us",9} {"p99 us",9} {"peak MB",8}  rate and server us relative to the first");
        Measurement first = Measurement.Median(measured[pairs[0]]);
        foreach (string pair in pairs)
        {
            Measurement m = Measurement.Median(measured[pair]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{pair,-44} {m.Rate,11:F0} {m.ServerMicroseconds,13:F3} {m.ClientMicroseconds,13:F3} {m.P50,9:F1} {m.P99,9:F1} {m.PeakMegabytes,8:F1}  {m.Rate / first.Rate:F2}x {m.ServerMicroseconds / first.ServerMicroseconds:F2}x"));
        }
    }
}
