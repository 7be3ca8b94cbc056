using System.Globalization;

namespace Peregrine.Bench.Comparing;

/// <summary>
/// The command <c>compare</c>: pairs of server and client in turn, round after round, so that what else the machine does meets them all;
/// medians, and ratios to the first.
/// </summary>
internal static class Comparison
{
    private const string Yardstick = "yardstick";

    public static async Task<int> RunAsync(Arguments args)
    {
        await CompareAsync(ComparisonSettings.From(args));
        return 0;
    }

    /// <summary>Measures, prints, and gives what the pairs came to in the last shape.</summary>
    public static async Task<IReadOnlyList<ComparedPair>> CompareAsync(ComparisonSettings settings)
    {
        IReadOnlyList<ComparedPair> last = [];

        // All servers live through all rounds, so that each is measured warm; the rounds before the first count for the compiler.
        var servers = new Dictionary<string, ServerProcess>();
        try
        {
            foreach ((string server, string client) in settings.Pairs)
            {
                if (server == Yardstick || servers.ContainsKey(server)) continue;
                servers[server] = await ServerProcess.StartAsync(server, settings.ResponseSize);
                if (client == "h2load") await Load.WarmByH2LoadAsync(servers[server], server, settings.WarmSeconds, settings.Payload, settings.ResponseSize);
            }

            foreach ((int connections, int concurrency) in settings.Shapes)
            {
                var measured = settings.Pairs.ToDictionary(static pair => pair, static _ => new List<Measurement>());
                for (int round = -settings.WarmRounds; round < settings.Rounds; round++)
                {
                    foreach ((string Server, string Client) pair in settings.Pairs)
                    {
                        Measurement m = pair.Server == Yardstick
                            ? await Load.ByYardstickAsync(pair.Client, settings.Duration)
                            : pair.Client == "h2load"
                                ? await Load.ByH2LoadAsync(servers[pair.Server], pair.Server, connections, concurrency, settings.Requests, settings.Payload, settings.ResponseSize)
                                : await Load.ByClientAsync(servers[pair.Server], pair.Client, settings.ClientFlags(connections, concurrency), settings.ApartAfter);
                        if (round >= 0) measured[pair].Add(m);
                    }
                }

                last = [.. settings.Pairs.Select(pair => new ComparedPair(pair.Server, pair.Client, Measurement.Median(measured[pair])))];
                Print(settings, last, connections, concurrency);
            }
        }
        finally
        {
            foreach (ServerProcess process in servers.Values) await process.DisposeAsync();
        }

        return last;
    }

    private static void Print(ComparisonSettings settings, IReadOnlyList<ComparedPair> pairs, int connections, int concurrency)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{settings.Mode}, {connections} connections x {concurrency}, payload {settings.Payload} -> {settings.ResponseSize}, {settings.Rounds} rounds, medians{(settings.IsApart ? ", each end on a processor of its own" : "")}"));
        Console.WriteLine($"{"server+client",-56} {"ops/s",9} {"server us",10} {"client us",10} {"both us",9} {"p50 us",9} {"p99 us",9} {"peak MB",8}  rate, server us, both us to the first");
        Measurement first = pairs[0].Median;
        foreach ((string server, string client, Measurement m) in pairs)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{server + "+" + client,-56} {m.Rate,9:F0} {m.ServerMicroseconds,10:F3} {m.ClientMicroseconds,10:F3} {m.BothMicroseconds,9:F3} {m.P50,9:F1} {m.P99,9:F1} {m.PeakMegabytes,8:F1}  {m.Rate / first.Rate:F2}x {m.ServerMicroseconds / first.ServerMicroseconds:F2}x {m.BothMicroseconds / first.BothMicroseconds:F2}x"));
        }
    }
}
