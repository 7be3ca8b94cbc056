using System.Diagnostics;
using Peregrine;
using Peregrine.Health;
using Peregrine.Http2;

namespace Shop;

/// <summary>Runs a gRPC service as a program: listens, says so, and stops cleanly when it is told to.</summary>
public static class ServiceHost
{
    /// <summary>Serves until the program is told to stop. Gives the program's exit code.</summary>
    /// <param name="url">Where to listen.</param>
    /// <param name="service">The service.</param>
    /// <param name="health">What callers are told about its health.</param>
    /// <param name="end">Ends the program.</param>
    public static async Task<int> RunAsync(string url, IGrpcService service, HealthService health, ProgramEnd end)
    {
        using ActivityListener tracing = Tracing.Start();
        await using var server = new GrpcServer(new GrpcServerOptions { Interceptors = [new CallLog()] }, url);
        server.Add(service).Add(health).AddReflection();
        try
        {
            server.Start();
        }
        catch (Http2ListenException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
        Console.WriteLine($"listening on {string.Join(", ", server.Urls)}");
        await server.RunAsync(end.Token);
        Console.WriteLine("stopped");
        return 0;
    }
}
