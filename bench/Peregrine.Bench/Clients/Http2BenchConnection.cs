using Peregrine.Http2;

namespace Peregrine.Bench.Clients;

/// <summary>A connection of Peregrine.Http2 alone.</summary>
internal sealed class Http2BenchConnection : BenchConnection
{
    private readonly Http2Connection _connection;
    private readonly ClientSettings _settings;
    private readonly BenchRequests _requests;

    private Http2BenchConnection(Http2Connection connection, ClientSettings settings)
    {
        _connection = connection;
        _settings = settings;
        _requests = new BenchRequests(settings.Target);
    }

    public static async ValueTask<BenchConnection> OpenAsync(ClientSettings settings)
    {
        var options = new Http2ConnectOptions
        {
            Engine = settings.Engine,
            Tls = settings.Tls ? new Http2ClientTls { CertificateValidation = static (_, certificate, _, _) => certificate is not null } : null,
        };
        return new Http2BenchConnection(await Http2Client.ConnectAsync(Http2Endpoint.Parse(settings.Target), options, new Observer()), settings);
    }

    public override BenchCaller MakeCaller() => new Http2BenchCaller(_connection, _settings, _requests);

    public override ValueTask DisposeAsync()
    {
        _connection.Abort(ErrorCode.NoError, "");
        return ValueTask.CompletedTask;
    }

    private sealed class Observer : Http2ConnectionObserver
    {
        public override void OnGoAway(Http2Connection connection, int lastStreamId, ErrorCode code, string debug) => Console.Error.WriteLine($"GOAWAY {code}: {debug}");

        public override void OnAbuse(Http2Connection connection, in AbuseReport report) => Console.Error.WriteLine(report);
    }
}
