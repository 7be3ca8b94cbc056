using System.Data.Common;
using Microsoft.Extensions.Logging;
using Peregrine;
using Peregrine.Http2;
using Users.Server;
using Users.Server.Security;
using Users.Store;

try
{
    UsersServerOptions options = UsersServerOptions.Parse(args);
    switch (options.Command)
    {
        case "help":
            Console.WriteLine(UsersServerOptions.Usage);
            return 0;
        case "token":
            Console.WriteLine(new AccessTokens(new DevelopmentSecrets(options.Secrets).TokenKey()).Issue(options.Name, options.Roles, TimeSpan.FromHours(12)));
            return 0;
        default:
            await ServeAsync(options);
            return 0;
    }
}
catch (Exception failure) when (failure is FormatException or Http2ListenException or DbException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

static async Task ServeAsync(UsersServerOptions options)
{
    using ILoggerFactory log = LoggerFactory.Create(logging => logging
        .SetMinimumLevel(options.Debug ? LogLevel.Debug : LogLevel.Information)
        .AddSimpleConsole(console => console.SingleLine = true)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
    await using AccountStore store = await AccountStore.OpenAsync(options.Database, TimeProvider.System);
    await DemoAccounts.AddAsync(store, options.DemoUsers, CancellationToken.None);

    await using GrpcServer server = UsersServer.Create(options, store, log);
    server.Start();
    Console.WriteLine($"The user server listens on {server.Urls[0]}. Ctrl-C stops it.");
    if (options.Tls)
        Console.WriteLine($"Clients trust {new DevelopmentSecrets(options.Secrets).PathOf("ca.pem")}.");
    await server.RunConsoleAsync();
    Console.WriteLine("The user server has stopped.");
}
