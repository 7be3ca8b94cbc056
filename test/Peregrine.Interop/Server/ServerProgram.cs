using System.Runtime.InteropServices;
using Peregrine.Interop.CommandLine;

namespace Peregrine.Interop.Server;

/// <summary><c>server --port P [--use_tls]</c>: serves until SIGTERM or Ctrl+C.</summary>
internal static class ServerProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, "port", "use_tls", "use_alts");
        await using GrpcServer server = InteropServer.Create(arguments.Number("port", 10000), arguments.Flag("use_tls"));
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
