using Grpc.Testing;
using Peregrine.Protobuf;

namespace Peregrine.Interop.Client;

/// <summary>Between client and server is a proxy that keeps answers: the same question has the same answer, another has another.</summary>
internal static class CacheCase
{
    public static InteropCase Case { get; } = InteropCase.Of("cacheable_unary", CacheableUnary);

    private static async Task CacheableUnary(TestService.TestServiceClient client)
    {
        // What nobody has asked before.
        string question = Guid.NewGuid().ToString();
        SimpleResponse first = await AskAsync(client, question);
        InteropFailure.Unless(first.Payload, (await AskAsync(client, question)).Payload, "the kept answer");
        SimpleResponse other = await AskAsync(client, question + "?");
        InteropFailure.Unless(false, first.Payload!.Equals(other.Payload), "whether another question has the same answer");
    }

    private static async Task<SimpleResponse> AskAsync(TestService.TestServiceClient client, string question) =>
        await client.CacheableUnaryCallAsync(new SimpleRequest { Payload = new Payload { Body = ByteString.CopyFromUtf8(question) } });
}
