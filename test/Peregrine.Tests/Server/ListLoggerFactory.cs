using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Peregrine.Tests.Server;

/// <summary>Keeps log lines.</summary>
internal sealed class ListLoggerFactory : ILoggerFactory, ILogger
{
    public ConcurrentQueue<LogLine> Lines { get; } = new();

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue(new LogLine(logLevel, eventId, formatter(state, exception), exception));

    public void Dispose()
    {
    }
}
