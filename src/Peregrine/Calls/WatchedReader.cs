namespace Peregrine.Calls;

/// <summary>A stream of responses of which an observer is told.</summary>
internal sealed class WatchedReader<T>(IAsyncStreamReader<T> inner, CallWatch watch) : IAsyncStreamReader<T>
{
    public T Current => inner.Current;

    public Task<bool> MoveNext(CancellationToken cancellationToken) => watch.MoveNextAsync(inner, cancellationToken);
}
