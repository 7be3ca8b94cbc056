namespace Peregrine.Interop.Client;

/// <summary>Many large calls: one after the other and at once, on one channel and on fresh ones.</summary>
internal static class LoadCases
{
    /// <summary>How often the soak cases repeat; the program's <c>--soak_iterations</c>.</summary>
    public static int SoakIterations { get; set; } = 100;

    public static InteropCase[] All { get; } =
    [
        new("rpc_soak", RpcSoak),
        new("channel_soak", ChannelSoak),
        new("concurrent_large_unary", ConcurrentLargeUnary),
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
            await UnaryCases.LargeUnary(new Grpc.Testing.TestService.TestServiceClient(channel));
        }
    }

    private static Task ConcurrentLargeUnary(InteropTarget target) =>
        Task.WhenAll(Enumerable.Range(0, SoakIterations).Select(_ => UnaryCases.LargeUnary(target.Client)));
}
