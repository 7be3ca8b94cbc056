namespace Peregrine.Calls;

/// <summary>A stream of requests of which an observer is told. As thread-safe as the writer below.</summary>
internal sealed class WatchedWriter<T>(IClientStreamWriter<T> inner, ClientCallObserver observer) : IClientStreamWriter<T>
    where T : class
{
    public WriteOptions? WriteOptions
    {
        get => inner.WriteOptions;
        set => inner.WriteOptions = value;
    }

    public Task WriteAsync(T message)
    {
        observer.OnRequest(message);
        return inner.WriteAsync(message);
    }

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        observer.OnRequest(message);
        return inner.WriteAsync(message, cancellationToken);
    }

    public Task CompleteAsync()
    {
        observer.OnRequestsComplete();
        return inner.CompleteAsync();
    }
}
