using Peregrine;

namespace Users.Interceptors;

/// <summary>A stream of messages that tells of each message it took.</summary>
internal sealed class LoggedWriter<T>(IServerStreamWriter<T> inner, Action<T> sent) : IServerStreamWriter<T>
    where T : class
{
    public WriteOptions? WriteOptions
    {
        get => inner.WriteOptions;
        set => inner.WriteOptions = value;
    }

    public async Task WriteAsync(T message)
    {
        await inner.WriteAsync(message);
        sent(message);
    }

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        await inner.WriteAsync(message, cancellationToken);
        sent(message);
    }
}
