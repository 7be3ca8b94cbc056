using Grpc.Testing;

namespace Peregrine.Interop.Client;

/// <summary>Calls that the caller gives up: by cancelling, or by a deadline.</summary>
internal static class CancellationCases
{
    public static InteropCase[] All { get; } =
    [
        InteropCase.Of("cancel_after_begin", CancelAfterBegin),
        InteropCase.Of("cancel_after_first_response", CancelAfterFirstResponse),
        InteropCase.Of("timeout_on_sleeping_server", TimeoutOnSleepingServer),
    ];

    private static async Task CancelAfterBegin(TestService.TestServiceClient client)
    {
        using var cancellation = new CancellationTokenSource();
        using AsyncClientStreamingCall<StreamingInputCallRequest, StreamingInputCallResponse> call = client.StreamingInputCall(cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await UnlessCancelled(async () => await call, cancellation.Token);
        InteropFailure.Unless(StatusCode.Cancelled, call.GetStatus().StatusCode, "status");
    }

    private static async Task CancelAfterFirstResponse(TestService.TestServiceClient client)
    {
        using var cancellation = new CancellationTokenSource();
        using AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call = client.FullDuplexCall(cancellationToken: cancellation.Token);
        await call.RequestStream.WriteAsync(StreamingCases.Ask(31415, 27182));
        InteropFailure.Unless(true, await call.ResponseStream.MoveNext(CancellationToken.None), "a response");
        await cancellation.CancelAsync();
        await UnlessCancelled(() => call.ResponseStream.MoveNext(CancellationToken.None), cancellation.Token);
        InteropFailure.Unless(StatusCode.Cancelled, call.GetStatus().StatusCode, "status");
    }

    private static async Task TimeoutOnSleepingServer(TestService.TestServiceClient client)
    {
        using AsyncDuplexStreamingCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call =
            client.FullDuplexCall(deadline: DateTime.UtcNow.AddMilliseconds(1));
        await InteropFailure.UnlessFails(StatusCode.DeadlineExceeded, async () =>
        {
            try
            {
                await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = UnaryCases.Zeros(27182) });
            }
            catch (InvalidOperationException)
            {
                // The call may have ended before the write: then only its status matters.
            }
            await call.ResponseStream.MoveNext(CancellationToken.None);
        });
    }

    // A cancelled token gives OperationCanceledException with that token.
    private static async Task UnlessCancelled(Func<Task> call, CancellationToken token)
    {
        try
        {
            await call();
        }
        catch (OperationCanceledException cancelled)
        {
            InteropFailure.Unless(token, cancelled.CancellationToken, "the exception's token");
            return;
        }
        throw new InteropFailure("expected OperationCanceledException, but the call succeeded");
    }
}
