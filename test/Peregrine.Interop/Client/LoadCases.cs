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

    private static async Task RpcSoak(InteropTarget target)
    {
        for (int i = 0; i < SoakIterations; i++)
            await UnaryCases.LargeUnary(target.Client);
    }

    private static async Task ChannelSoak(InteropTarget target)
    {
        for (int i = 0; i < SoakIterations; i++)
        {
            await using GrpcChannel channel = target.Open();
            await UnaryCases.LargeUnary(new TestService.TestServiceClient(channel));
        }
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
