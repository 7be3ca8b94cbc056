using Grpc.Testing;

namespace Peregrine.Interop.Client;

/// <summary>Streams in either direction and in both.</summary>
internal static class StreamingCases
{
    private static readonly int[] s_requestSizes = [27182, 8, 1828, 45904];
    private static readonly int[] s_responseSizes = [31415, 9, 2653, 58979];

    public static InteropCase[] All { get; } =
    [
        InteropCase.Of("client_streaming", ClientStreaming),
        InteropCase.Of("server_streaming", ServerStreaming),
        InteropCase.Of("ping_pong", PingPong),
        InteropCase.Of("empty_stream", EmptyStream),
        InteropCase.Of("half_duplex", HalfDuplex),
    ];

    private static async Task ClientStreaming(TestService.TestServiceClient client)
    {
        using AsyncClientStreamingCall<StreamingInputCallRequest, StreamingInputCallResponse> call = client.StreamingInputCall();
        foreach (int size in s_requestSizes)
            await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = UnaryCases.Zeros(size) });
        await call.RequestStream.CompleteAsync();
        InteropFailure.Unless(74922, (await call).AggregatedPayloadSize, "aggregated payload size");
    }

    private static async Task ServerStreaming(TestService.TestServiceClient client)
    {
        var request = new StreamingOutputCallRequest();
        foreach (int size in s_responseSizes)
            request.ResponseParameters.Add(new ResponseParameters { Size = size });
        using AsyncServerStreamingCall<StreamingOutputCallResponse> call = client.StreamingOutputCall(request);
        var sizes = new List<int>();
        await foreach (StreamingOutputCallResponse response in call.ResponseStream)
            sizes.Add(response.Payload!.Body.Length);
        InteropFailure.Unless(string.Join(' ', s_responseSizes), string.Join(' ', sizes), "sizes of the responses");
    }

    private static async Task PingPong(TestService.TestServiceClient client)
    {
        using AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call = client.FullDuplexCall();
        for (int i = 0; i < s_requestSizes.Length; i++)
        {
            await call.RequestStream.WriteAsync(Ask(s_responseSizes[i], s_requestSizes[i]));
            InteropFailure.Unless(true, await call.ResponseStream.MoveNext(CancellationToken.None), "a response");
            InteropFailure.Unless(s_responseSizes[i], call.ResponseStream.Current.Payload!.Body.Length, "size of a response");
        }
        await call.RequestStream.CompleteAsync();
        InteropFailure.Unless(false, await call.ResponseStream.MoveNext(CancellationToken.None), "a response after the last");
    }

    private static async Task EmptyStream(TestService.TestServiceClient client)
    {
        using AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call = client.FullDuplexCall();
        await call.RequestStream.CompleteAsync();
        InteropFailure.Unless(false, await call.ResponseStream.MoveNext(CancellationToken.None), "a response");
        InteropFailure.Unless(StatusCode.OK, call.GetStatus().StatusCode, "status");
    }

    // The server answers when it has all requests, and not before.
    private static async Task HalfDuplex(TestService.TestServiceClient client)
    {
        using AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call = client.HalfDuplexCall();
        foreach (int size in s_responseSizes)
            await call.RequestStream.WriteAsync(Ask(size, 0));
        await call.RequestStream.CompleteAsync();
        var sizes = new List<int>();
        await foreach (StreamingOutputCallResponse response in call.ResponseStream)
            sizes.Add(response.Payload!.Body.Length);
        InteropFailure.Unless(string.Join(' ', s_responseSizes), string.Join(' ', sizes), "sizes of the responses");
    }

    /// <summary>A request for one response.</summary>
    public static StreamingOutputCallRequest Ask(int responseSize, int payloadSize) => new()
    {
        ResponseParameters = { new ResponseParameters { Size = responseSize } },
        Payload = UnaryCases.Zeros(payloadSize),
    };
}
