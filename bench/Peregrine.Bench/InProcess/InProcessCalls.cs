using System.Diagnostics;
using Peregrine.Bench.Servers;
using Peregrine.Bench.V1;
using Peregrine.Protobuf;

namespace Peregrine.Bench.InProcess;

/// <summary>
/// The command <c>inprocess</c>: unary calls of a process to itself, beside the same calls over a loopback socket in the same run. Generated stub, generated
/// messages, awaited one after the other by each worker.
/// </summary>
internal static class InProcessCalls
{
    private const int PayloadBytes = 16;

    public static async Task<int> RunAsync(Arguments args)
    {
        TimeSpan duration = TimeSpan.FromSeconds(args.Real("duration", 3));
        int rounds = args.Number("rounds", 3);
        args.Done();
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").Add(new Servers.BenchService(new Misbehaviour(0, 0), pool: false));
        server.Start();
        await using GrpcChannel inProcess = server.CreateChannel();
        await using GrpcChannel socket = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}");
        // The first round of each is for the JIT.
        for (int round = 0; round <= rounds; round++)
        {
            foreach (int workers in (int[])[1, 100])
            {
                double here = await MeasureAsync("in-process", inProcess, workers, duration, round > 0);
                double there = await MeasureAsync("socket", socket, workers, duration, round > 0);
                if (round > 0)
                    Console.WriteLine(FormattableString.Invariant($"  {workers} in flight: in-process is {there / here:F1} times as fast as a socket"));
            }
        }
        return 0;
    }

    private static async Task<double> MeasureAsync(string name, GrpcChannel channel, int workers, TimeSpan duration, bool prints)
    {
        await channel.ConnectAsync();
        var client = new V1.BenchService.BenchServiceClient(channel);
        using var process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long began = Stopwatch.GetTimestamp();
        long[] counts = await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => CallAsync(client, began, duration))));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
        process.Refresh();
        double calls = counts.Sum();
        double microseconds = elapsed.TotalMicroseconds / calls;
        if (prints)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{name}, {workers} in flight: {microseconds:F3} us a call, {(process.TotalProcessorTime - cpu).TotalMicroseconds / calls:F3} us of processor, {(GC.GetTotalAllocatedBytes(precise: true) - allocated) / calls:F0} bytes allocated, both sides together"));
        }
        return microseconds;
    }

    private static async Task<long> CallAsync(V1.BenchService.BenchServiceClient client, long began, TimeSpan duration)
    {
        var request = new SimpleRequest { Payload = ByteString.Wrap(new byte[PayloadBytes]), ResponseSize = PayloadBytes };
        long calls = 0;
        do
        {
            for (int i = 0; i < 64; i++, calls++)
                await client.UnaryCallAsync(request);
        }
        while (Stopwatch.GetElapsedTime(began) < duration);
        return calls;
    }
}
