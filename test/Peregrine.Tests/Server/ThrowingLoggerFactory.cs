using Microsoft.Extensions.Logging;

namespace Peregrine.Tests.Server;

/// <summary>A logger that fails at whatever it is asked, as one does that was disposed of.</summary>
internal sealed class ThrowingLoggerFactory : ILoggerFactory, ILogger
{
    private int _thrown;

    public int Thrown => Volatile.Read(ref _thrown);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    // Every other time, so that both ways to fail are met.
    public bool IsEnabled(LogLevel logLevel) => Interlocked.Increment(ref _thrown) % 2 == 0 ? throw new ObjectDisposedException("log") : true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Interlocked.Increment(ref _thrown);
        throw new ObjectDisposedException("log");
    }

    public void Dispose()
    {
    }
}
