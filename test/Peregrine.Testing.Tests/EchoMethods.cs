namespace Peregrine.Testing.Tests;

/// <summary>Methods of text and what handles them: an answer in capitals, and streams of the request's letters.</summary>
internal static class EchoMethods
{
    public static readonly Method<string, string> Shout = new(MethodType.Unary, "test.Echo", "Shout", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
    public static readonly Method<string, string> Spell = new(MethodType.ServerStreaming, "test.Echo", "Spell", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
    public static readonly Method<string, string> Join = new(MethodType.ClientStreaming, "test.Echo", "Join", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
    public static readonly Method<string, string> Talk = new(MethodType.DuplexStreaming, "test.Echo", "Talk", Marshallers.StringMarshaller, Marshallers.StringMarshaller);

    public static void AddTo(GrpcServer server) => server
        .AddUnary(Shout, (request, _) => Task.FromResult(request.ToUpperInvariant()))
        .AddServerStreaming(Spell, async (request, responses, _) =>
        {
            foreach (char letter in request)
                await responses.WriteAsync(letter.ToString());
        })
        .AddClientStreaming(Join, async (requests, _) =>
        {
            string all = "";
            await foreach (string request in requests)
                all += request;
            return all;
        })
        .AddDuplexStreaming(Talk, async (requests, responses, _) =>
        {
            await foreach (string request in requests)
                await responses.WriteAsync(request.ToUpperInvariant());
        });

    public static AsyncUnaryCall<string> ShoutAsync(this TestServer server, string request = "hi", CallOptions options = default) =>
        server.Channel.CreateCallInvoker().AsyncUnaryCall(Shout, null, options, request);

    public static AsyncServerStreamingCall<string> SpellAsync(this TestServer server, string request) =>
        server.Channel.CreateCallInvoker().AsyncServerStreamingCall(Spell, null, default, request);

    /// <summary>The status that a call ends with.</summary>
    public static async Task<StatusCode> CodeAsync(this AsyncUnaryCall<string> call) => (await call.AsResult()).Status.StatusCode;
}
