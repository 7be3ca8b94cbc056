using Peregrine;

namespace Users.Interceptors;

/// <summary>A stream of messages that tells of each message it took: a server's, and a client's.</summary>
internal sealed class LoggedWriter<T>(IAsyncStreamWriter<T> inner, Action<T> sent) : IServerStreamWriter<T>, IClientStreamWriter<T>
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

    public Task CompleteAsync() => ((IClientStreamWriter<T>)inner).CompleteAsync();
}
