using System.Net;
using Peregrine.Http2;

namespace Peregrine.Bench.Servers;

/// <summary>The bench service on Peregrine.Http2 alone: what the transport costs without the gRPC layer.</summary>
internal sealed class Http2BenchServer : Http2ConnectionObserver
{
    private readonly bool _pool;
    private readonly Misbehaviour _misbehaviour;
    private readonly HandlerProfile _profile;

    private Http2BenchServer(ServerSettings settings)
    {
        _pool = settings.Handlers == "pool";
        _misbehaviour = new Misbehaviour(settings.BlockPermille, settings.BlockMilliseconds);
        _profile = new HandlerProfile(_pool ? HandlerMode.Inline : Enum.Parse<HandlerMode>(settings.Handlers, ignoreCase: true));
    }

    public static (int Port, IAsyncDisposable Server) Start(ServerSettings settings)
    {
        var server = new Http2BenchServer(settings);
        var options = new Http2ListenOptions
        {
            Engine = settings.Engine,
            Http2 = new Http2Options { MaxConcurrentStreams = settings.MaxStreams },
            Tls = settings.Tls ? BenchCertificate.ForServer() : null,
            HandshakeFailed = static failure => Console.Error.WriteLine(failure),
        };
        Http2Listener listener = Http2Server.Listen(Http2Endpoint.Tcp(new IPEndPoint(IPAddress.Loopback, settings.Port)), options, _ => server);
        return (listener.Port, listener);
    }

    public override Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream)
    {
        // What a method table would find; the block's constant part is the same object while the client says the same.
        if (headers.Prefix.Memo is not BenchMethod method)
        {
            headers.TryGet(":path"u8, out ReadOnlySpan<byte> path);
            method = BenchMethod.Find(path);
            headers.Prefix.Memo = method;
        }

        return method.Kind switch
        {
            BenchMethodKind.Unary => UnaryExchange.Rent(connection, stream, _profile, _misbehaviour, _pool),
            BenchMethodKind.Streaming => new StreamingExchange(),
            BenchMethodKind.ServerStream => new ServerStreamExchange(),
            _ => null,
        };
    }

    public override void OnAbuse(Http2Connection connection, in AbuseReport report) => Console.Error.WriteLine(report);
}
