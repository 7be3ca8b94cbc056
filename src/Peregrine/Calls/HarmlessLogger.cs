using Microsoft.Extensions.Logging;

namespace Peregrine.Calls;

/// <summary>
/// The application's logger, whose exceptions go nowhere: lines are written on the threads of connections too, where nobody could catch them, and the process would end. As thread-safe as the
/// logger below.
/// </summary>
internal sealed class HarmlessLogger(ILogger inner) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            // One that was disposed of, most likely: a connection may end after what its application put away first.
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // There is nobody to tell: this was the way to tell.
        }
    }
}
