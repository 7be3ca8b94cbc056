using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Peregrine.Interop.Tests.Peers;

/// <summary>A program that a test started, with what it printed. Ends with the test, whatever happens.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<int> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PeerProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => OnLine(line.Data);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException($"{start.FileName} ended before it listened: {Output}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What the program printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>The operating system's number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>The most physical memory that the process has had so far, in bytes.</summary>
    public long PeakWorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Waits until what the program printed is as it should be.</summary>
    public async Task WaitForAsync(Func<string, bool> printed)
    {
        using var limit = new CancellationTokenSource(s_limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!printed(Output))
        {
            if (_process.HasExited || limit.IsCancellationRequested)
                throw new InvalidOperationException($"{_process.StartInfo.FileName} did not print what was waited for: {Output}");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Starts a server that prints <c>listening on 127.0.0.1:PORT</c>, and waits for that.</summary>
    public static async Task<(PeerProcess Process, int Port)> StartServerAsync(ProcessStartInfo start)
    {
        var process = new PeerProcess(start);
        return (process, await process._listening.Task.WaitAsync(s_limit));
    }

    /// <summary>Starts a server that prints nothing of the kind, on a port given to it, and waits until it accepts connections.</summary>
    public static async Task<PeerProcess> StartServerAsync(ProcessStartInfo start, int port)
    {
        var process = new PeerProcess(start);
        long deadline = Environment.TickCount64 + (long)s_limit.TotalMilliseconds;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await Accepts(port))
        {
            if (process._process.HasExited || Environment.TickCount64 > deadline)
                throw new InvalidOperationException($"{start.FileName} does not listen on port {port}: {process.Output}");
            await timer.WaitForNextTickAsync();
        }
        return process;
    }

    /// <summary>Runs a program to its end and gives its exit code with what it printed.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start)
    {
        await using var process = new PeerProcess(start);
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            await process._process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{start.FileName} did not end within {s_limit}: {process.Output}");
        }
        return (process._process.ExitCode, process.Output);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        _listening.Task.Exception?.Handle(_ => true);
    }

    private void OnLine(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        const string announcement = "listening on 127.0.0.1:";
        if (line.StartsWith(announcement, StringComparison.Ordinal))
            _listening.TrySetResult(int.Parse(line.AsSpan(announcement.Length), provider: System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<bool> Accepts(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
