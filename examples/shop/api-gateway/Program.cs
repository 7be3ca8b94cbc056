using System.Diagnostics;
using System.Globalization;
using Peregrine;
using Shop;
using Shop.Gateway;
using Shop.Protos.Users;

var switches = new Switches(
    args,
    ("url", "http://localhost:4000", "where to listen"),
    ("users", "http://127.0.0.1:50051", "where the user-service is"),
    ("deadline-ms", "2000", "how long a request may take, over all services"),
    ("json", "canonical", "canonical, or compat for the names of the first version of this API (usersList, ordersList)"),
    ("stop-with-input", "no", "yes: stop when standard input ends"));
UserJson json = UserJson.Named(switches["json"]);
using var end = new ProgramEnd(withInput: switches["stop-with-input"] == "yes");
using ActivityListener tracing = Tracing.Start();

// One channel for the life of the program. While the user-service is away, calls fail at once and the channel looks for it again every few seconds.
await using GrpcChannel channel = GrpcChannel.ForAddress(switches["users"], new GrpcChannelOptions
{
    InitialReconnectBackoff = TimeSpan.FromMilliseconds(250),
    MaxReconnectBackoff = TimeSpan.FromSeconds(2),
});
var api = new UserApi(
    new UserService.UserServiceClient(channel), new Peregrine.Health.Health.HealthClient(channel), TimeSpan.FromMilliseconds(switches.Number("deadline-ms")), json);

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls(switches["url"]);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
await using WebApplication app = builder.Build();
app.Use(async (context, next) =>
{
    long started = Stopwatch.GetTimestamp();
    string trace = Activity.Current?.TraceId.ToString() ?? "none";
    context.Response.Headers["x-trace-id"] = trace;
    await next(context);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{context.Request.Method} {context.Request.Path} {context.Response.StatusCode} in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0.0} ms, trace {trace}"));
});
app.MapGet("/api/users", api.ListAsync);
app.MapGet("/api/users/{id}", api.GetAsync);
app.MapGet("/healthz", api.CheckHealthAsync);
try
{
    await app.StartAsync();
}
catch (IOException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
Console.WriteLine($"listening on {string.Join(", ", app.Urls)}");
try
{
    await Task.Delay(Timeout.Infinite, end.Token);
}
catch (OperationCanceledException)
{
    await app.StopAsync();
}
Console.WriteLine("stopped");
return 0;
