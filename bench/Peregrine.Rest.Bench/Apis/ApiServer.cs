using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Peregrine.Rest.Bench.Apis;

/// <summary>One of the servers that are compared, as this process. Prints its port, and ends with its standard input.</summary>
internal static class ApiServer
{
    public static async Task RunAsync(ApiKind kind)
    {
        if (kind == ApiKind.Grpc)
        {
            await using var server = new GrpcServer("http://127.0.0.1:0");
            server.Add(new GrpcUserService()).Start();
            await ServeAsync(server.Port);
        }
        else
        {
            await using WebApplication app = CreateRest(kind == ApiKind.RestHttp2 ? HttpProtocols.Http2 : HttpProtocols.Http1);
            await app.StartAsync();
            await ServeAsync(new Uri(app.Urls.First()).Port);
        }
    }

    // A slim builder and minimal APIs with generated JSON: what a REST service on ASP.NET Core is when it is written to be fast.
    private static WebApplication CreateRest(HttpProtocols protocols)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        WebApplication app = builder.Build();
        app.Use(static (context, next) =>
        {
            PathString path = context.Request.Path;
            if (path.StartsWithSegments("/users", StringComparison.Ordinal, out PathString rest))
                return AnswerAsync(context, rest.Value!);
            return next(context);
        });
        return app;
    }

    private static Task AnswerAsync(HttpContext context, string rest)
    {
        if (rest.Length == 0)
            return context.Response.WriteAsJsonAsync(UserCatalog.List(int.Parse(context.Request.Query["limit"]!, System.Globalization.CultureInfo.InvariantCulture)), UserJsonContext.Default.UserPage);
        if (UserCatalog.Find(rest[1..]) is { } user)
            return context.Response.WriteAsJsonAsync(user, UserJsonContext.Default.UserRecord);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static async Task ServeAsync(int port)
    {
        Console.WriteLine(port);
        await Console.In.ReadToEndAsync();
    }
}
