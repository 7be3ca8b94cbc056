using System.Diagnostics;

namespace Shop.Launcher;

/// <summary>
/// One service as a process. What it prints is printed with its name before it. It is told to stop by the end of its standard input, which also happens
/// when the launcher is killed: a service never outlives it.
/// </summary>
internal sealed class ServiceProcess(string name, string[] arguments) : IDisposable
{
    private Process? _process;
    private TaskCompletionSource<bool> _listening = new();

    public string Name => name;

    public void Start()
    {
        _listening = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process?.Dispose();
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [Program(), .. arguments, "--stop-with-input", "yes"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        _process.OutputDataReceived += (_, line) => OnLine(line.Data);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        _process.Start();
        Console.WriteLine($"{name} is process {_process.Id}");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>True when it listens, false when it has ended before.</summary>
    public async Task<bool> IsListeningAsync()
    {
        Task ended = _process!.WaitForExitAsync();
        return await Task.WhenAny(_listening.Task, ended) == _listening.Task;
    }

    /// <summary>Ends with the process, and gives its exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _process!.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Tells it to stop, and kills it when it does not within the patience.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        if (_process is null)
            return;
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"{name} did not stop within {patience.TotalSeconds:0} s and is killed");
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _process?.Dispose();

    private void OnLine(string? line)
    {
        if (line is null)
            return;
        Console.WriteLine($"{name,-13} | {line}");
        if (line.StartsWith("listening on ", StringComparison.Ordinal))
            _listening.TrySetResult(true);
    }

    // Each service is built into its own folder, in the same configuration as the launcher: examples/shop/NAME/bin/Debug/net10.0.
    private string Program()
    {
        string[] end = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^3..];
        return Path.Combine(AppContext.BaseDirectory, "..", "..", "..", name, Path.Combine(end), name + ".dll");
    }
}
