using System.Diagnostics;
using Peregrine.Http2;

namespace Peregrine.Bench.Stopping;

/// <summary>The command <c>stop</c>: how long a server takes that is stopped by force while streams are open, and until the last of their handlers has been told.</summary>
internal static class ForcedStop
{
    private static readonly Method<byte[], byte[]> s_method = new(MethodType.DuplexStreaming, "bench.v1.Stop", "Open", Marshallers.Raw, Marshallers.Raw);

    public static async Task<int> RunAsync(Arguments args)
    {
        int streams = args.Number("streams", 10_000);
        int connections = args.Number("connections", 1);
        int rounds = args.Number("rounds", 5);
        args.Done();
        // The first round is for the JIT.
        for (int round = 0; round <= rounds; round++)
        {
            (TimeSpan stopped, TimeSpan told) = await MeasureAsync(streams, connections);
            if (round > 0)
                Console.WriteLine(FormattableString.Invariant($"{streams} streams on {connections} connections: stopped after {stopped.TotalMilliseconds:F0} ms, the last handler told after {told.TotalMilliseconds:F0} ms"));
        }
        return 0;
    }

    private static async Task<(TimeSpan Stopped, TimeSpan Told)> MeasureAsync(int streams, int connections)
    {
        var open = new CountdownEvent(streams);
        var told = new CountdownEvent(streams);
        var server = new GrpcServer(new GrpcServerOptions { Http2 = new Http2Options { MaxConcurrentStreams = streams } }, "http://127.0.0.1:0");
        server.AddDuplexStreaming(s_method, async (requests, _, _) =>
        {
            open.Signal();
            try
            {
                await requests.MoveNext(CancellationToken.None);
            }
            finally
            {
                told.Signal();
            }
        });
        server.Start();
        GrpcChannel[] channels = [.. Enumerable.Range(0, connections).Select(_ => GrpcChannel.ForAddress(server.Urls[0]))];
        AsyncDuplexStreamingCall<byte[], byte[]>[] calls =
            [.. Enumerable.Range(0, streams).Select(i => channels[i % connections].CreateCallInvoker().AsyncDuplexStreamingCall(s_method, null, default))];
        open.Wait();

        long began = Stopwatch.GetTimestamp();
        await server.StopAsync(TimeSpan.Zero);
        TimeSpan stopped = Stopwatch.GetElapsedTime(began);
        told.Wait();
        TimeSpan all = Stopwatch.GetElapsedTime(began);
        foreach (AsyncDuplexStreamingCall<byte[], byte[]> call in calls)
            call.Dispose();
        foreach (GrpcChannel channel in channels)
            await channel.DisposeAsync();
        return (stopped, all);
    }
}
