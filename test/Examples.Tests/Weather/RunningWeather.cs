using Peregrine;
using Weather.Domain;
using Weather.Server;

namespace Examples.Tests.Weather;

/// <summary>The weather server on a port of its own, in this process, with a client.</summary>
internal sealed class RunningWeather : IAsyncDisposable
{
    private readonly GrpcChannel _channel;

    public RunningWeather(ISensorStore? store = null, TimeSpan? alertInterval = null, int alertsAtOnce = 0, TimeProvider? time = null)
    {
        var station = new WeatherStation(store ?? new ForgetfulStore(_ => { }), time ?? TimeProvider.System, alertInterval ?? TimeSpan.FromMilliseconds(1), alertsAtOnce);
        Server = WeatherServer.Create("http://127.0.0.1:0", station).Start();
        _channel = NewChannel();
        Client = new(_channel);
    }

    public GrpcServer Server { get; }

    public global::Weather.V1.WeatherService.WeatherServiceClient Client { get; }

    public GrpcChannel NewChannel(GrpcChannelOptions? options = null) => GrpcChannel.ForAddress(Server.Urls[0], options);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await Server.DisposeAsync();
    }
}
