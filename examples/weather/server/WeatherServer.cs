using Microsoft.Extensions.Logging;
using Peregrine;
using Weather.Domain;

namespace Weather.Server;

/// <summary>Puts the parts together: domain, service, interceptors, server. The tests start the same server in their own process.</summary>
public static class WeatherServer
{
    /// <summary>Makes the server; it is started by its owner.</summary>
    /// <param name="url">Where it listens.</param>
    /// <param name="station">What it serves.</param>
    /// <param name="log">Where log lines go.</param>
    public static GrpcServer Create(string url, WeatherStation station, ILoggerFactory? log = null)
    {
        var options = new GrpcServerOptions
        {
            // The first is the outermost: it sees what those after it throw.
            Interceptors = [new ErrorInterceptor(), new FlakyInterceptor()],
            LoggerFactory = log,
        };
        return new GrpcServer(options, url).Add(new WeatherService(station)).AddReflection();
    }
}
