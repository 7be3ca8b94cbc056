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
        int warmRounds = args.Number("warm-rounds", 1);
        int warmSeconds = args.Number("warm-seconds", 8);
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

        // All servers live through all rounds, so that each is measured warm; the rounds before the first count for the compiler.
        var servers = new Dictionary<string, ServerProcess>();
        try
        {
            foreach (string pair in pairs)
            {
                string name = Split(pair).Server;
                if (!servers.ContainsKey(name)) servers[name] = await ServerProcess.StartAsync(name, responseSize, name == "nghttpd" ? [] : serverFlags);
            }

            foreach (string pair in pairs)
            {
                (string name, string client) = Split(pair);
                if (client == "h2load") await Load.WarmByH2LoadAsync(servers[name], name, warmSeconds, payload, responseSize);
            }

            var measured = pairs.ToDictionary(static pair => pair, static _ => new List<Measurement>());
            for (int round = -warmRounds; round < rounds; round++)
            {
                foreach (string pair in pairs)
                {
                    (string name, string client) = Split(pair);
                    Measurement m = client == "h2load"
                        ? await Load.ByH2LoadAsync(servers[name], name, connections, concurrency, requests, payload, responseSize)
                        : await Load.ByClientAsync(servers[name], client, flags);
                    if (round >= 0) measured[pair].Add(m);
                }
            }

            Print(pairs, measured, FormattableString.Invariant($"{mode}, {connections} connections x {concurrency}, payload {payload} -> {responseSize}, {rounds} rounds, medians"));
        }
        finally
        {
            foreach (ServerProcess process in servers.Values) await process.DisposeAsync();
        }

        return 0;
    }

    private static (string Server, string Client) Split(string pair) =>
        pair.Split('+') is [string server, string client] ? (server, client) : throw new FormatException($"\"{pair}\" is no SERVER+CLIENT");

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
