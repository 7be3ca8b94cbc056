
namespace Peregrine.Bench.Clients;

/// <summary>A connection of SocketsHttpHandler alone: one handler, one HTTP/2 connection.</summary>
internal sealed class HttpClientConnection : BenchConnection
{
    private readonly HttpMessageInvoker _invoker;
    private readonly ClientSettings _settings;

    private HttpClientConnection(ClientSettings settings)
    {
        _settings = settings;
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false };
        if (settings.Tls) handler.SslOptions.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null;
        _invoker = new HttpMessageInvoker(handler);
    }

    public static ValueTask<BenchConnection> OpenAsync(ClientSettings settings) => ValueTask.FromResult<BenchConnection>(new HttpClientConnection(settings));

    public override BenchCaller MakeCaller() => new HttpClientCaller(_invoker, _settings);

    public override ValueTask DisposeAsync()
    {
        _invoker.Dispose();
        return ValueTask.CompletedTask;
    }
}
