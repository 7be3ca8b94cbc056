using System.Diagnostics;
using Grpc.Testing;

namespace Peregrine.Interop.Client;

/// <summary>Many large calls, one after the other and at once, on one channel and on fresh ones; and streams far larger than memory should be.</summary>
internal static class LoadCases
{
    private const int MessageSize = 64 * 1024;
    private const int Messages = 100_000_000 / MessageSize;

    // The official number; each of them holds more than half a megabyte.
    private const int MaxConcurrent = 1000;

    // However long others soak.
    private const int MaxPauses = 100;

    /// <summary>How often the soak cases repeat; the program's <c>--soak_iterations</c>, or <c>PEREGRINE_SOAK_ITERATIONS</c>.</summary>
    public static int SoakIterations { get; set; } =
        int.TryParse(Environment.GetEnvironmentVariable("PEREGRINE_SOAK_ITERATIONS"), System.Globalization.CultureInfo.InvariantCulture, out int given) ? given : 100;

    /// <summary>How many iterations of the soak cases may fail; the program's <c>--soak_max_failures</c>.</summary>
    public static int MaxFailures { get; set; }

    /// <summary>What an iteration of the soak cases may take; the program's <c>--soak_per_iteration_max_acceptable_latency_ms</c>. Default: any time, since tests run on busy machines.</summary>
    public static TimeSpan AcceptableLatency { get; set; } = TimeSpan.MaxValue;

    /// <summary>The least time from one iteration's beginning to the next; the program's <c>--soak_min_time_ms_between_rpcs</c>.</summary>
    public static TimeSpan MinTimeBetween { get; set; }

    /// <summary>The pause before each call on the long-lived channel; the program's <c>--iteration_interval</c>, in seconds. Default: 10 ms.</summary>
    public static TimeSpan IterationInterval { get; set; } = TimeSpan.FromMilliseconds(10);

    public static InteropCase[] All { get; } =
    [
        new("rpc_soak", RpcSoak),
        new("channel_soak", ChannelSoak),
        new("long_lived_channel", LongLivedChannel),
        new("concurrent_large_unary", ConcurrentLargeUnary),
        InteropCase.Of("server_stream_100mb", ServerStream),
        InteropCase.Of("client_stream_100mb", ClientStream),
    ];

    private static Task RpcSoak(InteropTarget target) => SoakAsync(() => UnaryCases.LargeUnary(target.Client));

    private static Task ChannelSoak(InteropTarget target) => SoakAsync(async () =>
    {
        await using GrpcChannel channel = target.Open();
        await UnaryCases.LargeUnary(new TestService.TestServiceClient(channel));
    });

    // A call that fails, or takes longer than is acceptable, is a failure; of these there may be as many as are allowed.
    private static async Task SoakAsync(Func<Task> iteration)
    {
        var latencies = new List<TimeSpan>(SoakIterations);
        int failures = 0;
        string last = "";
        for (int i = 0; i < SoakIterations; i++)
        {
            long began = Stopwatch.GetTimestamp();
            try
            {
                await iteration();
            }
            catch (Exception failure) when (failure is RpcException or InteropFailure)
            {
                failures++;
                last = failure.Message;
            }
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            latencies.Add(took);
            if (took > AcceptableLatency)
            {
                failures++;
                last = $"iteration {i} took {took.TotalMilliseconds:F0} ms";
            }
            if (took < MinTimeBetween)
                await Task.Delay(MinTimeBetween - took);
        }
        latencies.Sort();
        if (SoakIterations > 0)
            Console.WriteLine(FormattableString.Invariant(
                $"soak: {SoakIterations} iterations, {failures} failures; median {Milliseconds(0.5):F1} ms, 90 % {Milliseconds(0.9):F1} ms, worst {Milliseconds(1):F1} ms"));
        if (failures > MaxFailures)
            throw new InteropFailure($"{failures} of {SoakIterations} iterations failed, {MaxFailures} may; the last: {last}");

        double Milliseconds(double part) => latencies[(int)((latencies.Count - 1) * part)].TotalMilliseconds;
    }

    private static async Task LongLivedChannel(InteropTarget target)
    {
        using var pauses = new PeriodicTimer(IterationInterval);
        for (int i = 0; i < Math.Min(SoakIterations, MaxPauses); i++)
        {
            await pauses.WaitForNextTickAsync();
            await UnaryCases.LargeUnary(target.Client);
        }
    }

    private static Task ConcurrentLargeUnary(InteropTarget target) =>
        Task.WhenAll(Enumerable.Range(0, Math.Min(SoakIterations, MaxConcurrent)).Select(_ => UnaryCases.LargeUnary(target.Client)));

    private static async Task ServerStream(TestService.TestServiceClient client)
    {
        var request = new StreamingOutputCallRequest();
        for (int i = 0; i < Messages; i++)
            request.ResponseParameters.Add(new ResponseParameters { Size = MessageSize });
        using AsyncServerStreamingCall<StreamingOutputCallResponse> call = client.StreamingOutputCall(request);
        long received = 0;
        await foreach (StreamingOutputCallResponse response in call.ResponseStream)
            received += response.Payload!.Body.Length;
        InteropFailure.Unless((long)Messages * MessageSize, received, "bytes received");
    }

    private static async Task ClientStream(TestService.TestServiceClient client)
    {
        var message = new StreamingInputCallRequest { Payload = UnaryCases.Zeros(MessageSize) };
        using AsyncClientStreamingCall<StreamingInputCallRequest, StreamingInputCallResponse> call = client.StreamingInputCall();
        for (int i = 0; i < Messages; i++)
            await call.RequestStream.WriteAsync(message);
        await call.RequestStream.CompleteAsync();
        InteropFailure.Unless(Messages * MessageSize, (await call).AggregatedPayloadSize, "aggregated payload size");
    }
}
