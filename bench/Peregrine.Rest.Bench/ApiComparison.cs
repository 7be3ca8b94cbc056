using Peregrine.Rest.Bench.Apis;
using Peregrine.Rest.Bench.Measuring;

namespace Peregrine.Rest.Bench;

/// <summary>The same API as gRPC and as REST: bytes on the wire, latency of one call at a time, rate and server time of many.</summary>
internal static class ApiComparison
{
    private const int ManyAtATime = 50;
    private const int Rounds = 3;
    private static readonly ApiKind[] s_kinds = [ApiKind.Grpc, ApiKind.RestHttp1, ApiKind.RestHttp2];

    public static async Task RunAsync(TimeSpan duration)
    {
        (string Name, int Expected, Func<ApiCaller, int, Task<int>> Call)[] methods =
        [
            ("GetUser, two orders", 4, (caller, number) => caller.GetUserAsync(number % UserCatalog.Count + 1)),
            ("ListUsers, 100 users", UserCatalog.Count, (caller, _) => caller.ListUsersAsync(UserCatalog.Count)),
        ];
        Console.WriteLine();
        Console.WriteLine($"The same API as gRPC (Peregrine) and as REST/JSON (Kestrel, HttpClient); client and server are two processes on {Environment.ProcessorCount} processors; median of {Rounds} rounds");
        Console.WriteLine();
        Console.WriteLine($"| call | API | bytes up | bytes down | p50, one at a time | p99 | calls/s, one at a time | calls/s, {ManyAtATime} at a time | p99 | server µs a call |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach ((string name, int expected, Func<ApiCaller, int, Task<int>> call) in methods)
            await CompareAsync(name, expected, call, duration);
    }

    private static async Task CompareAsync(string name, int expected, Func<ApiCaller, int, Task<int>> call, TimeSpan duration)
    {
        ServerProcess[] servers = [.. s_kinds.Select(kind => new ServerProcess(kind))];
        ApiCaller[] callers = [.. s_kinds.Select((kind, i) => ApiCaller.Create(kind, servers[i].Port))];
        var rounds = s_kinds.Select(_ => new List<(Load One, Load Many, double ServerMicroseconds)>()).ToArray();
        // The first round warms up, and longer: a cold process compiles for a while.
        for (int round = -1; round < Rounds; round++)
        {
            for (int i = 0; i < s_kinds.Length; i++)
            {
                ApiCaller caller = callers[i];
                async Task Checked(int number)
                {
                    if (await call(caller, number) != expected)
                        throw new InvalidOperationException("the answer is not what it should be");
                }
                Load one = await Load.RunAsync(Checked, 1, duration);
                TimeSpan before = servers[i].ProcessorTime;
                Load many = await Load.RunAsync(Checked, ManyAtATime, round < 0 ? duration * 2 : duration);
                double server = (servers[i].ProcessorTime - before).TotalMicroseconds / many.Calls;
                if (round >= 0)
                    rounds[i].Add((one, many, server));
            }
        }
        for (int i = 0; i < s_kinds.Length; i++)
        {
            (double up, double down) = await CountBytesAsync(s_kinds[i], servers[i].Port, call);
            var of = rounds[i];
            Console.WriteLine(
                $"| {name} | {s_kinds[i]} | {up:N0} | {down:N0} | {Median(of.Select(r => r.One.Median.TotalMicroseconds)):N0} µs | {Median(of.Select(r => r.One.P99.TotalMicroseconds)):N0} µs "
                + $"| {Median(of.Select(r => r.One.CallsPerSecond)):N0} | {Median(of.Select(r => r.Many.CallsPerSecond)):N0} | {Median(of.Select(r => r.Many.P99.TotalMilliseconds)):N1} ms | {Median(of.Select(r => r.ServerMicroseconds)):N1} |");
            await callers[i].DisposeAsync();
            servers[i].Dispose();
        }
    }

    // After some calls, so that what a connection costs once is not counted and header compression has learned.
    private static async Task<(double Up, double Down)> CountBytesAsync(ApiKind kind, int port, Func<ApiCaller, int, Task<int>> call)
    {
        const int calls = 200;
        using var counter = new WireCounter(port);
        await using ApiCaller caller = ApiCaller.Create(kind, counter.Port);
        for (int i = 0; i < 20; i++)
            await call(caller, i);
        (long sent, long received) = counter.Bytes;
        for (int i = 0; i < calls; i++)
            await call(caller, i);
        (long sentThen, long receivedThen) = counter.Bytes;
        return ((sentThen - sent) / (double)calls, (receivedThen - received) / (double)calls);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
