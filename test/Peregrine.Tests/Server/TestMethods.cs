namespace Peregrine.Tests.Server;

/// <summary>One method of each kind over text.</summary>
internal static class TestMethods
{
    public const string UnaryPath = "/test.Service/Unary";
    public const string ClientStreamingPath = "/test.Service/ClientStreaming";
    public const string ServerStreamingPath = "/test.Service/ServerStreaming";
    public const string DuplexPath = "/test.Service/Duplex";

    public static readonly Method<string, string> Unary = Make(MethodType.Unary, "Unary");
    public static readonly Method<string, string> ClientStreaming = Make(MethodType.ClientStreaming, "ClientStreaming");
    public static readonly Method<string, string> ServerStreaming = Make(MethodType.ServerStreaming, "ServerStreaming");
    public static readonly Method<string, string> Duplex = Make(MethodType.DuplexStreaming, "Duplex");

    /// <summary>Handlers that answer with what they got.</summary>
    public static void BindEcho(ServiceBinder binder)
    {
        binder.AddUnary(Unary, (request, _) => Task.FromResult("echo " + request));
        binder.AddClientStreaming(ClientStreaming, async (requests, _) =>
        {
            var all = new List<string>();
            await foreach (string request in requests)
                all.Add(request);
            return string.Join("+", all);
        });
        binder.AddServerStreaming(ServerStreaming, async (request, responses, _) =>
        {
            foreach (string part in request.Split(','))
                await responses.WriteAsync(part);
        });
        binder.AddDuplexStreaming(Duplex, async (requests, responses, _) =>
        {
            await foreach (string request in requests)
                await responses.WriteAsync("echo " + request);
        });
    }

    private static Method<string, string> Make(MethodType type, string name) =>
        new(type, "test.Service", name, Marshallers.StringMarshaller, Marshallers.StringMarshaller);
}
