using System.Globalization;
using Peregrine.Bench.Clients;
using Peregrine.Bench.Servers;
using Peregrine.Client;
using Peregrine.Messages;
using Peregrine.Protobuf.Bench;

namespace Peregrine.Bench.Cores;

/// <summary>
/// The command <c>client-core</c>: what an awaited unary call of the generated client costs without sockets, on one thread: stub, channel, frames, and the
/// answer's way back to who awaits it, as a loop's turns run them. The least of many short slices of the thread's own time, as <c>server-core</c> has it.
/// </summary>
internal static class ClientCoreCost
{
    private const int CallsInSlice = 2_000;

    public static int Run(Arguments args)
    {
        string[] concurrency = args.Text("concurrency", "10,100,1000").Split(',');
        RequestKind[] requests = CoreMeasure.Requests(args, [RequestKind.Plain, RequestKind.Realistic]);
        int slices = args.Number("slices", 500);
        args.Done();
        CoreMeasure.PrintHeading("in flight");
        foreach (RequestKind kind in requests)
        {
            foreach (string inFlight in concurrency) Measure(int.Parse(inFlight, CultureInfo.InvariantCulture), kind, slices);
        }

        return 0;
    }

    private static void Measure(int inFlight, RequestKind kind, int slices)
    {
        var connector = new SocketlessConnector();
        GrpcChannel channel = GrpcChannel.Create(
            "socketless", "127.0.0.1:50051", isSecure: false, new GrpcChannelOptions(), CompressionProviders.Default, connector,
            static () => new StaticResolver([new BackendAddress(null, "socketless")]));
        channel.ConnectAsync().GetAwaiter().GetResult();
        SocketlessConnection client = connector.Client!;
        SocketlessConnection server = connector.Server!;
        var settings = ClientSettings.From(new Arguments(kind == RequestKind.Realistic ? ["--deadline-and-metadata"] : []));
        var calls = new CountedCalls();
        client.Run(() =>
        {
            for (int i = 0; i < inFlight; i++) _ = new GrpcBenchCaller(channel.CreateCallInvoker(), settings).UnaryCallsAsync(calls);
        });
        var times = new double[slices];
        double clock = CoreMeasure.ClockNanoseconds();
        long allocated = 0;
        long counted = 0;

        // The first half is the JIT's.
        for (int slice = -slices; slice < slices; slice++)
        {
            double spent = 0;
            long bytes = 0;
            long done = calls.Done;
            while (calls.Done - done < CallsInSlice)
            {
                server.Receive(client.TakeSent());
                ReadOnlySpan<byte> answers = server.TakeSent();
                long before = GC.GetAllocatedBytesForCurrentThread();
                double began = ThreadClock.Nanoseconds;
                client.Receive(answers);
                spent += ThreadClock.Nanoseconds - began - clock;
                bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            }

            if (slice < 0) continue;
            times[slice] = spent / (calls.Done - done);
            allocated += bytes;
            counted += calls.Done - done;
        }

        calls.End();
        CoreMeasure.Print(inFlight.ToString(CultureInfo.InvariantCulture), kind, times, allocated / (double)counted);
    }
}
