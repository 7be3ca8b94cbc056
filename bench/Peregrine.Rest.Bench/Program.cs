using System.Globalization;
using Peregrine.Rest.Bench;
using Peregrine.Rest.Bench.Apis;
using Peregrine.Rest.Bench.Measuring;

// What of gRPC's claim to be smaller and faster than REST is true, here and with these libraries.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["serve", var kind]:
        await ApiServer.RunAsync(Enum.Parse<ApiKind>(kind));
        return 0;
    case ["messages"]:
        MessageComparison.Run();
        return 0;
    case ["apis", .. var rest] when rest.Length <= 1:
        await ApiComparison.RunAsync(TimeSpan.FromSeconds(rest.Length == 0 ? 2 : double.Parse(rest[0], CultureInfo.InvariantCulture)));
        return 0;
    case ["load", var url, var concurrency, var seconds]:
        using (var http = new HttpClient())
        {
            Load load = await Load.RunAsync(_ => http.GetByteArrayAsync(url), int.Parse(concurrency, CultureInfo.InvariantCulture), TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
            Console.WriteLine($"{load.Calls:N0} calls, {load.CallsPerSecond:N0} a second, p50 {load.Median.TotalMilliseconds:N2} ms, p99 {load.P99.TotalMilliseconds:N2} ms");
        }
        return 0;
    default:
        Console.Error.WriteLine("""
            messages                       the same message as protobuf and as JSON
            apis [SECONDS]                 the same API as gRPC and as REST, so many seconds a turn (default 2; 14 turns of each kind of load)
            load URL CONCURRENCY SECONDS   any page: rate and percentiles
            """);
        return 2;
}
