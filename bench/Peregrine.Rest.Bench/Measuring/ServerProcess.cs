using System.Diagnostics;
using System.Globalization;
using Peregrine.Rest.Bench.Apis;

namespace Peregrine.Rest.Bench.Measuring;

/// <summary>A server of the comparison as a process of its own, so that its processor time is its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    public ServerProcess(ApiKind kind)
    {
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Self(), "serve", kind.ToString()]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        string? port = _process.StandardOutput.ReadLine();
        Port = int.Parse(port ?? throw new InvalidOperationException($"the {kind} server did not start"), CultureInfo.InvariantCulture);
    }

    public int Port { get; }

    /// <summary>User and system time so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    // Under `dotnet x.dll` the process is dotnet, and x.dll its first argument.
    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(ServerProcess).Assembly.Location] : [];
}
