using System.Runtime.InteropServices;
using Peregrine.Interop.CommandLine;

namespace Peregrine.Interop.Server;

/// <summary><c>server --port P [--use_tls] [--max_concurrent_streams N]</c>: serves until SIGTERM or Ctrl+C.</summary>
internal static class ServerProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, "port", "use_tls", "use_alts", "max_concurrent_streams");
        await using GrpcServer server = InteropServer.Create(arguments.Number("port", 10000), arguments.Flag("use_tls"), arguments.Number("max_concurrent_streams", 0) is > 0 and int limit ? limit : null);
        await server.StartAsync();
        Console.WriteLine($"listening on 127.0.0.1:{server.Port}");

        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        await stop.Task;
        return 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }
    }
}
