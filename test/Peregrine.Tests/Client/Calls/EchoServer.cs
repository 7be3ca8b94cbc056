namespace Peregrine.Tests.Client.Calls;

/// <summary>A small service of every kind of call over text, with handlers that a test may replace.</summary>
internal static class EchoServer
{
    public static readonly Method<string, string> Unary = new(MethodType.Unary, "test.Echo", "Unary", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
    public static readonly Method<string, string> ServerStream = new(MethodType.ServerStreaming, "test.Echo", "ServerStream", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
    public static readonly Method<string, string> ClientStream = new(MethodType.ClientStreaming, "test.Echo", "ClientStream", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
    public static readonly Method<string, string> Duplex = new(MethodType.DuplexStreaming, "test.Echo", "Duplex", Marshallers.StringMarshaller, Marshallers.StringMarshaller);

    /// <summary>Echoes; a request of digits asks for that many responses, <c>!CODE</c> for a status, and <c>wait</c> for a handler that waits for its cancellation.</summary>
    public static GrpcServer Create(params string[] urls) => Create(new GrpcServerOptions(), urls);

    /// <inheritdoc cref="Create(string[])"/>
    public static GrpcServer Create(GrpcServerOptions options, params string[] urls) => new GrpcServer(options, urls)
        .AddUnary(Unary, AnswerAsync)
        .AddServerStreaming(ServerStream, async (request, writer, context) =>
        {
            for (int i = 0; i < int.Parse(request, System.Globalization.CultureInfo.InvariantCulture); i++)
                await writer.WriteAsync(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        })
        .AddClientStreaming(ClientStream, async (reader, context) =>
        {
            string all = "";
            await foreach (string request in reader)
                all += request;
            return all;
        })
        .AddDuplexStreaming(Duplex, async (reader, writer, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "early", "yes" } });
            await foreach (string request in reader)
                await writer.WriteAsync(request.ToUpperInvariant());
        });

    private static async Task<string> AnswerAsync(string request, ServerCallContext context)
    {
        if (request.StartsWith('!'))
        {
            context.ResponseTrailers.Add("why", "asked");
            throw new RpcException(new Status(Enum.Parse<StatusCode>(request[1..]), "as you wish"));
        }
        if (request == "wait")
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        foreach (Metadata.Entry entry in context.RequestHeaders)
            context.ResponseTrailers.Add(entry);
        return request;
    }
}
