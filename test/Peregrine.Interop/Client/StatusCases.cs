using Grpc.Testing;

namespace Peregrine.Interop.Client;

/// <summary>Calls that end with a status other than OK.</summary>
internal static class StatusCases
{
    private const string Message = "test status message";
    private const string SpecialMessage = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";

    public static InteropCase[] All { get; } =
    [
        InteropCase.Of("status_code_and_message", StatusCodeAndMessage),
        InteropCase.Of("special_status_message", client => UnaryEnds(client, SpecialMessage)),
        InteropCase.Of("unimplemented_method", client => InteropFailure.UnlessFails(StatusCode.Unimplemented, async () => await client.UnimplementedCallAsync(new Empty()))),
        new InteropCase("unimplemented_service", UnimplementedServiceCase),
    ];

    private static async Task StatusCodeAndMessage(TestService.TestServiceClient client)
    {
        await UnaryEnds(client, Message);
        RpcException failure = await InteropFailure.UnlessFails(StatusCode.Unknown, async () =>
        {
            using AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call = client.FullDuplexCall();
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { ResponseStatus = new EchoStatus { Code = 2, Message = Message } });
            await call.RequestStream.CompleteAsync();
            await call.ResponseStream.MoveNext(CancellationToken.None);
        });
        InteropFailure.Unless(Message, failure.Status.Detail, "message of the duplex call");
    }

    private static async Task UnaryEnds(TestService.TestServiceClient client, string message)
    {
        RpcException failure = await InteropFailure.UnlessFails(
            StatusCode.Unknown, async () => await client.UnaryCallAsync(new SimpleRequest { ResponseStatus = new EchoStatus { Code = 2, Message = message } }));
        InteropFailure.Unless(message, failure.Status.Detail, "message");
    }

    private static Task<RpcException> UnimplementedServiceCase(InteropTarget target)
    {
        var client = new UnimplementedService.UnimplementedServiceClient(target.Channel);
        return InteropFailure.UnlessFails(StatusCode.Unimplemented, async () => await client.UnimplementedCallAsync(new Empty()));
    }
}
