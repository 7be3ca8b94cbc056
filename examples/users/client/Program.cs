using Microsoft.Extensions.Logging;
using Peregrine;
using Users.Client;
using Users.Interceptors;

// --address URL            another server than http://localhost:50051
// --ca FILE                trust this authority (the server prints where its own is)
// --cert FILE --key FILE   show this certificate
// --token TOKEN            send this token with every call
// --token-over-plaintext   even where anybody on the way can read it
// --log                    log every call on standard error
string? authority = Option("--ca"), certificate = Option("--cert"), key = Option("--key");
await using GrpcChannel channel = UsersChannel.Create(
    Option("--address") ?? "http://localhost:50051",
    authority,
    certificate is not null && key is not null ? (certificate, key) : null,
    Option("--token"),
    args.Contains("--token-over-plaintext"));
using ILoggerFactory log = LoggerFactory.Create(logging => logging
    .SetMinimumLevel(args.Contains("--log") ? LogLevel.Debug : LogLevel.None)
    .AddSimpleConsole(console => console.SingleLine = true)
    .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
CallInvoker calls = channel.Intercept(new ClientLogInterceptor(log.CreateLogger("Users")));
try
{
    await new UsersTour(calls).RunAsync();
    return 0;
}
catch (RpcException failure)
{
    Console.Error.WriteLine($"{failure.StatusCode}: {failure.Status.Detail}");
    return 1;
}
catch (InvalidOperationException refused)
{
    // The channel does not send a token over plaintext unless it is told to.
    Console.Error.WriteLine(refused.Message);
    return 1;
}

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;
