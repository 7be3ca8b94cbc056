using System.Runtime.InteropServices;
using Peregrine.Interop.CommandLine;

namespace Peregrine.Interop.Misbehaving;

/// <summary><c>negative-server --base_port P [--use_tls]</c>: misbehaves until SIGTERM or Ctrl+C, each case on a port of its own; 1 when a client did what it must not.</summary>
internal static class NegativeServerProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, "base_port", "use_tls");
        await using var server = new NegativeServer(arguments.Number("base_port", 8080), arguments.Flag("use_tls"));
        foreach (NegativeCase testCase in NegativeCase.All)
            Console.WriteLine($"{testCase.Name} on 127.0.0.1:{server.Port(testCase.Name)}");
        Console.WriteLine($"listening on 127.0.0.1:{server.Port(NegativeCase.All[^1].Name)}");

        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        await stop.Task;
        string[] faults = [.. NegativeCase.All.SelectMany(testCase => server.FaultsIn(testCase.Name).Select(what => $"FAULT: {testCase.Name}: {what}"))];
        foreach (string fault in faults)
            Console.WriteLine(fault);
        return faults.Length == 0 ? 0 : 1;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }
    }
}
