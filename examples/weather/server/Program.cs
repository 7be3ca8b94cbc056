using Microsoft.Extensions.Logging;
using Peregrine;
using Peregrine.Http2;
using Weather.Domain;
using Weather.Server;

// --port N   another port than 50051; 0 takes any free one
// --fast     two alerts come at once and the others not before an hour, so that no test has to be on time
// --debug    log lines on standard error, down to Debug
int portAt = Array.IndexOf(args, "--port");
string port = portAt >= 0 ? args[portAt + 1] : "50051";
(TimeSpan alertInterval, int alertsAtOnce) = args.Contains("--fast") ? (TimeSpan.FromHours(1), 2) : (TimeSpan.FromSeconds(2), 0);

using ILoggerFactory log = LoggerFactory.Create(logging => logging
    .SetMinimumLevel(args.Contains("--debug") ? LogLevel.Debug : LogLevel.Warning)
    .AddSimpleConsole(console => console.SingleLine = true)
    .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
var station = new WeatherStation(new ForgetfulStore(Console.WriteLine), TimeProvider.System, alertInterval, alertsAtOnce);

await using GrpcServer server = WeatherServer.Create($"http://localhost:{port}", station, log);
try
{
    server.Start();
}
catch (Http2ListenException failure)
{
    Console.Error.WriteLine($"{failure.Message}. Choose another port with --port.");
    return 1;
}

Console.WriteLine($"The weather server listens on {server.Urls[0]}. Ctrl-C stops it.");
// Serves until Ctrl-C: then no more calls are taken, those under way may end, and the process does.
await server.RunConsoleAsync();
Console.WriteLine("The weather server has stopped.");
return 0;
