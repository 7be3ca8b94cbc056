using Grpc.Testing;
using Peregrine.Protobuf;

namespace Peregrine.Interop.Client;

/// <summary>One request, one response.</summary>
internal static class UnaryCases
{
    public const int RequestSize = 271828;
    public const int ResponseSize = 314159;

    public static InteropCase[] All { get; } =
    [
        InteropCase.Of("empty_unary", EmptyUnary),
        InteropCase.Of("large_unary", client => LargeUnary(client)),
        InteropCase.Of("pick_first_unary", PickFirstUnary),
    ];

    /// <summary>The large exchange that soak tests repeat.</summary>
    public static async Task LargeUnary(TestService.TestServiceClient client)
    {
        var request = new SimpleRequest { ResponseSize = ResponseSize, Payload = Zeros(RequestSize) };
        SimpleResponse response = await client.UnaryCallAsync(request);
        InteropFailure.Unless(Zeros(ResponseSize), response.Payload, "payload");
    }

    /// <summary>A payload of zero bytes.</summary>
    public static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };

    private static async Task EmptyUnary(TestService.TestServiceClient client) =>
        InteropFailure.Unless(new Empty(), await client.EmptyCallAsync(new Empty()), "response");

    // All calls of a channel reach one server, however many addresses its name has.
    private static async Task PickFirstUnary(TestService.TestServiceClient client)
    {
        var request = new SimpleRequest { ResponseSize = 1, Payload = Zeros(1), FillServerId = true };
        string first = (await client.UnaryCallAsync(request)).ServerId;
        for (int i = 0; i < 20; i++)
            InteropFailure.Unless(first, (await client.UnaryCallAsync(request)).ServerId, "server");
    }
}
