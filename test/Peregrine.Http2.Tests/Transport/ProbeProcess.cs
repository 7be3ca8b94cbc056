using System.Diagnostics;
using System.Net;
using System.Threading.Channels;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>The program Peregrine.Http2Probe in a process of its own. Killed when it is disposed and still there.</summary>
internal sealed class ProbeProcess : IDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _errors = Channel.CreateUnbounded<string>();

    private ProbeProcess(Process process) => _process = process;

    public IPEndPoint Address { get; private set; } = null!;

    /// <summary>Starts it through a shell, with <paramref name="before"/> as the shell's command before that, and waits until it listens.</summary>
    public static async Task<ProbeProcess> StartAsync(string arguments, string before = ":")
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Peregrine.Http2Probe.dll");
        var start = new ProcessStartInfo("sh", ["-c", $"{before}; exec dotnet '{program}' {arguments}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var probe = new ProbeProcess(Process.Start(start)!);
        probe._process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text) probe._errors.Writer.TryWrite(text);
            else probe._errors.Writer.TryComplete();
        };
        probe._process.BeginErrorReadLine();
        string? said = await probe._process.StandardOutput.ReadLineAsync().WaitAsync(Limits.Test);
        if (said is null)
        {
            string error = await probe._errors.Reader.ReadAsync().AsTask().WaitAsync(Limits.Test);
            probe.Dispose();
            throw new IOException(error);
        }

        probe.Address = IPEndPoint.Parse(said["listening on ".Length..]);
        return probe;
    }

    /// <summary>Ends when a line on standard error begins like this.</summary>
    public async Task SaysAsync(string beginning)
    {
        using var limit = new CancellationTokenSource(Limits.Test);
        await foreach (string line in _errors.Reader.ReadAllAsync(limit.Token))
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal)) return;
        }

        throw new EndOfStreamException($"the probe never said \"{beginning}\"");
    }

    /// <summary>Whether a library lies in its memory.</summary>
    public bool HasLoaded(string library) => File.ReadAllText($"/proc/{_process.Id}/maps").Contains(library, StringComparison.Ordinal);

    /// <summary>Asks it to stop, as a service manager does, and tells its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(Limits.Test);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
