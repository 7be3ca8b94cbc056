namespace Peregrine.Interop.Client;

/// <summary>Calls to a server that misbehaves, or is only unusual (doc/http2-interop-test-descriptions.md of gRPC).</summary>
internal static class NegativeCases
{
    private const int Callers = 15;

    public static IReadOnlyList<InteropCase> All { get; } =
    [
        new("goaway", GoAway),
        new("rst_after_header", Reset),
        new("rst_during_data", Reset),
        new("rst_after_data", Reset),
        new("ping", target => UnaryCases.LargeUnary(target.Client)),
        new("max_streams", MaxStreams),
        new("data_frame_padding", target => UnaryCases.LargeUnary(target.Client)),
        new("no_df_padding_sanity_test", target => UnaryCases.LargeUnary(target.Client)),
    ];

    private static async Task GoAway(InteropTarget target)
    {
        await UnaryCases.LargeUnary(target.Client);
        // Other clients sleep for a second here, in which GOAWAY arrives.
        await target.Channel.WaitForStateChangedAsync(ConnectivityState.Ready);
        await UnaryCases.LargeUnary(target.Client);
        // This call begins before, while or after GOAWAY arrives, whatever the machine makes of it.
        await UnaryCases.LargeUnary(target.Client);
    }

    // RST_STREAM with NO_ERROR before any trailers: rule 6 calls that INTERNAL. A unary call gives its response with a status of OK only.
    private static Task<RpcException> Reset(InteropTarget target) => InteropFailure.UnlessFails(StatusCode.Internal, () => UnaryCases.LargeUnary(target.Client));

    private static async Task MaxStreams(InteropTarget target)
    {
        await UnaryCases.LargeUnary(target.Client);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => UnaryCases.LargeUnary(target.Client)));
    }
}
