using Peregrine;
using Weather.Client;
using Weather.V1;

// --address URL   another server than http://localhost:50051
// --fast          pauses are a quarter as long; the server must have been started with it, too
int addressAt = Array.IndexOf(args, "--address");
string address = addressAt >= 0 ? args[addressAt + 1] : "http://localhost:50051";
TimeSpan tick = TimeSpan.FromSeconds(args.Contains("--fast") ? 0.25 : 1);

var retries = new List<RetryAttempt>();
var options = new GrpcChannelOptions
{
    // Calls that the contract declares harmless to repeat are tried again when the server is not there for a moment; the others never are.
    ServiceConfig = new ServiceConfig
    {
        MethodConfigs =
        {
            MethodConfig.ForIdempotentMethods(WeatherService.Descriptor, new RetryPolicy
            {
                MaxAttempts = 4,
                InitialBackoff = TimeSpan.FromMilliseconds(50),
                MaxBackoff = TimeSpan.FromSeconds(1),
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable },
                OnRetry = retries.Add,
            }),
        },
    },
};

// One channel is enough for all calls of a program: it connects when it is first used, and again after a loss.
await using GrpcChannel channel = GrpcChannel.ForAddress(address, options);
var client = new WeatherService.WeatherServiceClient(channel);
try
{
    await new WeatherTour(client, retries, tick).RunAsync();
    return 0;
}
catch (Exception failure) when (failure is RpcException or UnexpectedException)
{
    Console.Error.WriteLine(failure is RpcException { StatusCode: StatusCode.Unavailable } ? $"Is the server running? {failure.Message}" : failure.Message);
    return 1;
}
