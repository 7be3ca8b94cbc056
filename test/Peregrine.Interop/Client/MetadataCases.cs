using Grpc.Testing;

namespace Peregrine.Interop.Client;

/// <summary>Metadata that the server echoes, text in the headers and bytes in the trailers.</summary>
internal static class MetadataCases
{
    private const string Initial = "x-grpc-test-echo-initial";
    private const string InitialValue = "test_initial_metadata_value";
    private const string Trailing = "x-grpc-test-echo-trailing-bin";
    private static readonly byte[] s_trailingValue = [0xab, 0xab, 0xab];

    public static InteropCase[] All { get; } = [InteropCase.Of("custom_metadata", CustomMetadata)];

    private static async Task CustomMetadata(TestService.TestServiceClient client)
    {
        var headers = new Metadata { { Initial, InitialValue }, { Trailing, s_trailingValue } };

        using (AsyncUnaryCall<SimpleResponse> call = client.UnaryCallAsync(
            new SimpleRequest { ResponseSize = UnaryCases.ResponseSize, Payload = UnaryCases.Zeros(UnaryCases.RequestSize) }, headers))
        {
            await call;
            Check(await call.ResponseHeadersAsync, call.GetTrailers());
        }

        using (AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call = client.FullDuplexCall(headers))
        {
            await call.RequestStream.WriteAsync(StreamingCases.Ask(UnaryCases.ResponseSize, UnaryCases.RequestSize));
            await call.RequestStream.CompleteAsync();
            await foreach (StreamingOutputCallResponse response in call.ResponseStream)
                InteropFailure.Unless(UnaryCases.ResponseSize, response.Payload!.Body.Length, "size of a response");
            Check(await call.ResponseHeadersAsync, call.GetTrailers());
        }
    }

    private static void Check(Metadata headers, Metadata trailers)
    {
        InteropFailure.Unless(InitialValue, headers.GetValue(Initial), Initial);
        InteropFailure.Unless(Convert.ToHexString(s_trailingValue), Convert.ToHexString(trailers.GetValueBytes(Trailing) ?? []), Trailing);
    }
}
