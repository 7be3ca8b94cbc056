using Grpc.Testing;

namespace Peregrine.Interop.Client;

/// <summary>The four compression cases: each message is compressed, or not, exactly as asked. The request's encoding is chosen by the caller, per call.</summary>
internal static class CompressionCases
{
    private static readonly WriteOptions s_uncompressed = new(WriteFlags.NoCompress);

    public static InteropCase[] All { get; } =
    [
        InteropCase.Of("client_compressed_unary", ClientCompressedUnary),
        InteropCase.Of("server_compressed_unary", ServerCompressedUnary),
        InteropCase.Of("client_compressed_streaming", ClientCompressedStreaming),
        InteropCase.Of("server_compressed_streaming", ServerCompressedStreaming),
    ];

    // The metadata by which .NET gRPC names the encoding of a call's requests; it is not sent.
    private static CallOptions Gzip(WriteOptions? write = null) =>
        new CallOptions(new Metadata { { "grpc-internal-encoding-request", "gzip" } }).WithWriteOptions(write);

    private static async Task ClientCompressedUnary(TestService.TestServiceClient client)
    {
        // The probe: said to be compressed, and is not. A server that looks answers INVALID_ARGUMENT.
        await InteropFailure.UnlessFails(StatusCode.InvalidArgument, async () => await client.UnaryCallAsync(Request(expectCompressed: true), Gzip(s_uncompressed)));

        SimpleResponse response = await client.UnaryCallAsync(Request(expectCompressed: true), Gzip());
        InteropFailure.Unless(UnaryCases.ResponseSize, response.Payload!.Body.Length, "size of the response");
        response = await client.UnaryCallAsync(Request(expectCompressed: false), Gzip(s_uncompressed));
        InteropFailure.Unless(UnaryCases.ResponseSize, response.Payload!.Body.Length, "size of the response");

        static SimpleRequest Request(bool expectCompressed) => new()
        {
            ExpectCompressed = new BoolValue { Value = expectCompressed },
            ResponseSize = UnaryCases.ResponseSize,
            Payload = UnaryCases.Zeros(UnaryCases.RequestSize),
        };
    }

    private static async Task ServerCompressedUnary(TestService.TestServiceClient client)
    {
        foreach (bool compressed in new[] { true, false })
        {
            var request = new SimpleRequest
            {
                ResponseCompressed = new BoolValue { Value = compressed },
                ResponseSize = UnaryCases.ResponseSize,
                Payload = UnaryCases.Zeros(UnaryCases.RequestSize),
            };
            using AsyncUnaryCall<SimpleResponse> call = client.UnaryCallAsync(request);
            InteropFailure.Unless(UnaryCases.ResponseSize, (await call).Payload!.Body.Length, "size of the response");
            InteropFailure.Unless(compressed, call.IsResponseMessageCompressed, "compression of the response");
        }
    }

    private static async Task ClientCompressedStreaming(TestService.TestServiceClient client)
    {
        await InteropFailure.UnlessFails(StatusCode.InvalidArgument, async () =>
        {
            using AsyncClientStreamingCall<StreamingInputCallRequest, StreamingInputCallResponse> probe = client.StreamingInputCall(Gzip());
            probe.RequestStream.WriteOptions = s_uncompressed;
            await probe.RequestStream.WriteAsync(Request(27182, expectCompressed: true));
            await probe.RequestStream.CompleteAsync();
            await probe;
        });

        using AsyncClientStreamingCall<StreamingInputCallRequest, StreamingInputCallResponse> call = client.StreamingInputCall(Gzip());
        await call.RequestStream.WriteAsync(Request(27182, expectCompressed: true));
        call.RequestStream.WriteOptions = s_uncompressed;
        await call.RequestStream.WriteAsync(Request(45904, expectCompressed: false));
        await call.RequestStream.CompleteAsync();
        InteropFailure.Unless(73086, (await call).AggregatedPayloadSize, "aggregated payload size");

        static StreamingInputCallRequest Request(int size, bool expectCompressed) =>
            new() { ExpectCompressed = new BoolValue { Value = expectCompressed }, Payload = UnaryCases.Zeros(size) };
    }

    private static async Task ServerCompressedStreaming(TestService.TestServiceClient client)
    {
        (int Size, bool Compressed)[] expected = [(31415, true), (92653, false)];
        var request = new StreamingOutputCallRequest();
        foreach ((int size, bool compressed) in expected)
            request.ResponseParameters.Add(new ResponseParameters { Size = size, Compressed = new BoolValue { Value = compressed } });
        using AsyncServerStreamingCall<StreamingOutputCallResponse> call = client.StreamingOutputCall(request);
        foreach ((int size, bool compressed) in expected)
        {
            InteropFailure.Unless(true, await call.ResponseStream.MoveNext(CancellationToken.None), "a response");
            InteropFailure.Unless(size, call.ResponseStream.Current.Payload!.Body.Length, "size of a response");
            InteropFailure.Unless(compressed, call.IsResponseMessageCompressed, "compression of a response");
        }
        InteropFailure.Unless(false, await call.ResponseStream.MoveNext(CancellationToken.None), "a response after the last");
    }
}
