using Peregrine.Bench.Measuring;
using Peregrine.Http2;

namespace Peregrine.Bench.Clients;

/// <summary>A channel of Peregrine's gRPC client: one TCP connection.</summary>
internal sealed class GrpcBenchConnection : BenchConnection
{
    private readonly GrpcChannel _channel;
    private readonly CallInvoker _invoker;
    private readonly ClientSettings _settings;

    private GrpcBenchConnection(GrpcChannel channel, ClientSettings settings)
    {
        _channel = channel;
        _invoker = settings.Intercepted ? channel.Intercept(new PassingInterceptor()) : channel.CreateCallInvoker();
        _settings = settings;
    }

    public static async ValueTask<BenchConnection> OpenAsync(ClientSettings settings)
    {
        var options = new GrpcChannelOptions
        {
            Engine = settings.Engine,
            Tls = settings.Tls ? new Http2ClientTls { CertificateValidation = static (_, certificate, _, _) => certificate is not null } : null,
        };
        GrpcChannel channel = GrpcChannel.ForAddress($"{(settings.Tls ? "https" : "http")}://{settings.Target}", options);
        await channel.ConnectAsync();
        return new GrpcBenchConnection(channel, settings);
    }

    public override BenchCaller MakeCaller() => new GrpcBenchCaller(_invoker, _settings);

    public override ValueTask DisposeAsync() => _channel.DisposeAsync();
}
