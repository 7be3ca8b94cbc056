using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Examples.Tests.Users;

/// <summary>Keeps log lines, of all levels, in order.</summary>
internal sealed class RecordingLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();
    private volatile TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Waits for a line with this text: what a handler still does after its caller has gone is seen by nobody else.</summary>
    public async Task WaitForAsync(string text)
    {
        while (true)
        {
            Task added = _added.Task;
            if (_lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
                return;
            await added.WaitAsync(Programs.ExampleProcess.Limit);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue($"{logLevel} {formatter(state, exception)}{(exception is null ? "" : " " + exception.Message)}");
        Interlocked.Exchange(ref _added, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    public void Dispose()
    {
    }
}
