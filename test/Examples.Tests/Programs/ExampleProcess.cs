using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Examples.Tests.Programs;

/// <summary>A program that a test started, with what it printed. Ends with the test, whatever happens.</summary>
internal sealed partial class ExampleProcess : IAsyncDisposable
{
    /// <summary>What only a program that hangs reaches.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly StringBuilder _output = new();
    private readonly List<(Regex Pattern, TaskCompletionSource<Match> Found)> _awaited = [];

    private readonly StringBuilder _error = new();
    private readonly Task _read;

    private ExampleProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _read = Task.WhenAll(ReadAsync(_process.StandardOutput, _output), ReadAsync(_process.StandardError, _error));
    }

    /// <summary>The operating system's number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>What the program reads.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>What the program printed so far on its standard output.</summary>
    public string Output => Text(_output);

    /// <summary>What the program printed so far on its standard error.</summary>
    public string Error => Text(_error);

    /// <summary>
    /// Starts an example as <c>dotnet run --project examples/FOLDER -- ARGUMENTS</c> does once it is built, in the configuration of these tests.
    /// </summary>
    /// <param name="folder">The folder of its project below examples.</param>
    /// <param name="assembly">The name of its assembly, without ".dll".</param>
    /// <param name="arguments">What it is told.</param>
    public static ExampleProcess Start(string folder, string assembly, params string[] arguments) => Start(Command(folder, assembly, arguments));

    /// <summary>How an example is started.</summary>
    public static ProcessStartInfo Command(string folder, string assembly, string[] arguments)
    {
        string[] end = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^3..];
        string program = Path.Combine(Repository.Root, "examples", folder, Path.Combine(end), assembly + ".dll");
        // What a background job of a shell starts ignores Ctrl-C, and the programs of a test run in the background would ignore it too. env becomes the program.
        return OperatingSystem.IsLinux()
            ? new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", program, .. arguments])
            : new ProcessStartInfo("dotnet", [program, .. arguments]);
    }

    /// <summary>Starts any program.</summary>
    public static ExampleProcess Start(ProcessStartInfo start) => new(start);

    /// <summary>Runs a program to its end and fails when it does not end well.</summary>
    public static async Task<string> RunAsync(ProcessStartInfo start)
    {
        await using ExampleProcess process = Start(start);
        int exitCode = await process.ExitCodeAsync();
        Assert.True(exitCode == 0, $"{start.FileName} ended with {exitCode}:{Environment.NewLine}{process.Output}{process.Error}");
        return process.Output;
    }

    /// <summary>Waits for a line, of standard output or error, past or to come.</summary>
    public async Task<Match> WaitForLineAsync(string pattern)
    {
        var found = new TaskCompletionSource<Match>(TaskCreationOptions.RunContinuationsAsynchronously);
        var regex = new Regex(pattern);
        lock (_gate)
        {
            foreach (string line in (_output.ToString() + _error).Split('\n'))
            {
                if (regex.Match(line.TrimEnd('\r')) is { Success: true } match)
                    return match;
            }
            _awaited.Add((regex, found));
        }
        Task first = await Task.WhenAny(found.Task, _read, Task.Delay(Limit));
        return first == found.Task || found.Task.IsCompleted
            ? await found.Task
            : throw new InvalidOperationException($"the program {(first == _read ? "ended" : $"ran for {Limit}")} without the line '{pattern}':{Environment.NewLine}{Output}{Error}");
    }

    /// <summary>Presses Ctrl-C: SIGINT.</summary>
    public void Interrupt() => Signal(2);

    /// <summary>Kills the process as <c>kill -9</c> does: it cannot say goodbye.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>Waits for the end.</summary>
    public async Task<int> ExitCodeAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Limit);
            await _read.WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"the program did not end within {Limit}:{Environment.NewLine}{Output}{Error}");
        }
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
            await _process.WaitForExitAsync();
        }
        await _read.WaitAsync(Limit);
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader, StringBuilder text)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                text.Append(line).Append('\n');
                foreach ((Regex pattern, TaskCompletionSource<Match> found) in _awaited)
                {
                    if (pattern.Match(line) is { Success: true } match)
                        found.TrySetResult(match);
                }
            }
        }
    }

    private string Text(StringBuilder text)
    {
        lock (_gate)
            return text.ToString();
    }

    private void Signal(int number)
    {
        if (SendSignal(_process.Id, number) != 0)
            throw new InvalidOperationException($"signal {number} could not be sent to process {_process.Id}: error {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
