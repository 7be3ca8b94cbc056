using Peregrine.Bench;
using Peregrine.Bench.Clients;
using Peregrine.Bench.Comparing;
using Peregrine.Bench.Cores;
using Peregrine.Bench.InProcess;
using Peregrine.Bench.Servers;
using Peregrine.Bench.Stopping;
using Peregrine.Bench.Yardsticks;

const string Usage = """
    usage:
      server  --port P [--max-streams M] [--tls] [--transport peregrine|peregrine-http2|kestrel-raw] [--engine socket|epoll]
              [--block-permille N --block-ms T] [--handlers adaptive|inline|dispatch|pool] [--interceptor] [--telemetry 0]
      client  --target host:port --connections C --concurrency N --duration S --warmup S --payload B [--response-size R]
              --mode unary|stream|serverstream [--count K] [--tls] [--transport peregrine|peregrine-http2|httpclient-raw]
              [--engine socket|epoll] [--deadline-and-metadata] [--idle CONNECTIONS] [--interceptor] [--telemetry PART_TRACED]
      compare --pairs SERVER+CLIENT,... [--shapes CxN,...] [--rounds R] [--warm-rounds W] [--warm-seconds S] [--requests N for h2load] [--apart] [client's flags]
              SERVER: peregrine|peregrine-http2|kestrel-raw[:ENGINE][/FLAG=VALUE...][/small], nghttpd, nghttpd-get, yardstick
              CLIENT: peregrine|peregrine-http2[:ENGINE][/FLAG=VALUE...], httpclient-raw, h2load; pingpong or bulk for yardstick
      allocations [--duration S]
      cost    [--traces PART,...] [compare's flags]
      inprocess [--duration S] [--rounds N]
      client-core [--concurrency N,...] [--requests plain|realistic|all] [--slices N]
      server-core [--shapes CxN,...] [--requests plain|realistic|indexed|all] [--slices N]
      stop    [--streams N] [--connections C] [--rounds N]
      yardstick pingpong|bulk [--bytes B] [--duration S]
    """;
try
{
    switch (args is [string command, ..] ? command : "")
    {
        case "server":
            return await BenchServer.RunAsync(ServerSettings.From(new Arguments(args.AsSpan(1))));
        case "client":
            return await LoadGenerator.RunAsync(ClientSettings.From(new Arguments(args.AsSpan(1))));
        case "compare":
            return await Comparison.RunAsync(new Arguments(args.AsSpan(1)));
        case "allocations":
            return await Allocations.RunAsync(new Arguments(args.AsSpan(1)));
        case "cost":
            return await CallCost.RunAsync(new Arguments(args.AsSpan(1)));
        case "inprocess":
            return await InProcessCalls.RunAsync(new Arguments(args.AsSpan(1)));
        case "client-core":
            return ClientCoreCost.Run(new Arguments(args.AsSpan(1)));
        case "server-core":
            return ServerCoreCost.Run(new Arguments(args.AsSpan(1)));
        case "stop":
            return await ForcedStop.RunAsync(new Arguments(args.AsSpan(1)));
        case "yardstick" when args is [_, "pingpong" or "bulk", ..]:
            return BareSockets.Run(args[1], new Arguments(args.AsSpan(2)));
        default:
            return Refuse(Usage);
    }
}
catch (FormatException e)
{
    return Refuse($"{e.Message}\n{Usage}");
}

// A method of its own, so that a server does not load the console, which takes 3 MB.
static int Refuse(string why)
{
    Console.Error.WriteLine(why);
    return 2;
}
