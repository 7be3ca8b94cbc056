using Peregrine.Bench.Measuring;
using Peregrine.Http2;

namespace Peregrine.Bench.Servers;

/// <summary>The bench service on Peregrine's gRPC server: what a user of the library gets.</summary>
internal static class GrpcBenchServer
{
    public static (int Port, IAsyncDisposable Server) Start(ServerSettings settings)
    {
        bool pool = settings.Handlers == "pool";
        var options = new GrpcServerOptions
        {
            Engine = settings.Engine,
            Interceptors = settings.Intercepted ? [new PassingInterceptor()] : [],
            Http2 = new Http2Options { MaxConcurrentStreams = settings.MaxStreams },
            Tls = settings.Tls ? BenchCertificate.ForServer() : null,
            Methods = [new MethodOptions("bench.v1.BenchService") { HandlerMode = pool ? HandlerMode.Inline : Enum.Parse<HandlerMode>(settings.Handlers, ignoreCase: true) }],
        };
        GrpcServer server = new GrpcServer(options, $"{(settings.Tls ? "https" : "http")}://127.0.0.1:{settings.Port}")
            .Add(new BenchService(new Misbehaviour(settings.BlockPermille, settings.BlockMilliseconds), pool));
        server.Start();
        return (server.Port, server);
    }
}
