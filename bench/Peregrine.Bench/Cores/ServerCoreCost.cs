using System.Globalization;
using Peregrine.Bench.Servers;
using Peregrine.Protobuf.Bench;
using Peregrine.Server;

namespace Peregrine.Bench.Cores;

/// <summary>
/// The command <c>server-core</c>: what a unary call costs a server without sockets, on one thread: parse, handler, answer, as a loop's turns run them. The
/// least of many short slices of the thread's own time, so that busy neighbours do not count; collections of garbage are in the median alone.
/// </summary>
internal static class ServerCoreCost
{
    private const int CallsInSlice = 2_000;

    public static int Run(Arguments args)
    {
        string[] shapes = args.Text("shapes", "1x100,1x10,10x10").Split(',');
        RequestKind[] requests = CoreMeasure.Requests(args, [RequestKind.Plain, RequestKind.Realistic, RequestKind.Indexed]);
        int slices = args.Number("slices", 500);
        args.Done();
        CoreMeasure.PrintHeading("shape");
        foreach (RequestKind kind in requests)
        {
            foreach (string shape in shapes)
            {
                string[] numbers = shape.Split('x');
                if (numbers is not [var connections, var inFlight]) throw new FormatException($"--shapes is a list of CONNECTIONSxCALLS, not \"{shape}\"");
                Measure(int.Parse(connections, CultureInfo.InvariantCulture), int.Parse(inFlight, CultureInfo.InvariantCulture), kind, slices);
            }
        }

        return 0;
    }

    private static void Measure(int connections, int inFlight, RequestKind kind, int slices)
    {
        using ServerCore core = MakeCore();
        (RawCalls Calls, SocketlessConnection Server)[] pairs = [.. Enumerable.Range(0, connections).Select(_ => Connect(core, kind))];
        int rounds = Math.Max(1, CallsInSlice / (connections * inFlight));
        double calls = (double)rounds * connections * inFlight;
        var times = new double[slices];
        double clock = CoreMeasure.ClockNanoseconds();
        long allocated = 0;

        // The first half is the JIT's.
        for (int slice = -slices; slice < slices; slice++)
        {
            double spent = 0;
            long bytes = 0;
            for (int round = 0; round < rounds; round++)
            {
                foreach ((RawCalls client, SocketlessConnection server) in pairs)
                {
                    ReadOnlySpan<byte> requests = client.Ask(inFlight);
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    double began = ThreadClock.Nanoseconds;
                    server.Receive(requests);
                    spent += ThreadClock.Nanoseconds - began - clock;
                    bytes += GC.GetAllocatedBytesForCurrentThread() - before;
                    while (!client.TakeAnswers(server.TakeSent())) Thread.Yield();
                }
            }

            if (slice < 0) continue;
            times[slice] = spent / calls;
            allocated += bytes;
        }

        CoreMeasure.Print(connections + "x" + inFlight, kind, times, allocated / (calls * slices));
    }

    private static ServerCore MakeCore()
    {
        var options = new GrpcServerOptions();
        var methods = new MethodCollector(options);
        ((IGrpcService)new BenchService(new Misbehaviour(0, 0), pool: false)).Bind(methods);
        return new ServerCore(options, methods.Build());
    }

    // Four times there and back: prefaces, settings, and what they ask for.
    private static (RawCalls Calls, SocketlessConnection Server) Connect(ServerCore core, RequestKind kind)
    {
        var calls = new RawCalls(kind);
        SocketlessConnection server = SocketlessConnection.Open(Peregrine.Http2.Role.Server, connection => new Http2ServerConnection(core, connection));
        for (int i = 0; i < 4; i++)
        {
            server.Receive(calls.Transport.TakeSent());
            calls.TakeAnswers(server.TakeSent());
        }

        return (calls, server);
    }
}
