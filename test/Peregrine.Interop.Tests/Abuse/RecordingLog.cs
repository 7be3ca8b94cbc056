using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Peregrine.Interop.Tests.Abuse;

/// <summary>Keeps what a server logs, and waits for what should come.</summary>
internal sealed class RecordingLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _added = new(0);

    /// <summary>What was logged so far.</summary>
    public IReadOnlyCollection<string> Lines => [.. _lines];

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose() => _added.Dispose();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue($"{logLevel} {formatter(state, exception)}");
        try
        {
            _added.Release();
        }
        catch (ObjectDisposedException)
        {
            // A connection may end after its test has.
        }
    }

    /// <summary>Waits for a line with all of these words.</summary>
    public async Task Contains(params string[] words)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            while (!_lines.Any(line => words.All(word => line.Contains(word, StringComparison.Ordinal))))
                await _added.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"no line with \"{string.Join("\" and \"", words)}\" among:{Environment.NewLine}{string.Join(Environment.NewLine, _lines)}");
        }
    }
}
