using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Peregrine.Bench.Measuring;

namespace Peregrine.Bench.Servers;

/// <summary>The command <c>server</c>: one of the servers until SIGTERM.</summary>
internal static class BenchServer
{
    public static async Task<int> RunAsync(ServerSettings settings)
    {
        var stop = new TaskCompletionSource();
        using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using AllocationSampler? sampler = settings.Allocations ? new AllocationSampler() : null;
        using BenchTelemetry? telemetry = BenchTelemetry.Attach(settings.Telemetry);
        sampler?.Open();
        (int port, IAsyncDisposable server) = settings.Kind switch
        {
            ServerKind.KestrelRaw => await KestrelServer.StartAsync(settings),
            ServerKind.PeregrineHttp2 => Http2BenchServer.Start(settings),
            _ => GrpcBenchServer.Start(settings),
        };
        await using (server)
        {
            Say($"listening on 127.0.0.1:{port}\n");
            await stop.Task;
            sampler?.Print("server", BenchService.UnaryCalls);
        }

        return 0;

        // The console, with its encodings, terminal and signals, takes 3 MB.
        static void Say(string line)
        {
            using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            output.Write(Encoding.UTF8.GetBytes(line));
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }
    }
}
