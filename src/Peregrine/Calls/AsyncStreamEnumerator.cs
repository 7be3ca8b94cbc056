namespace Peregrine;

/// <summary>A reader as the compiler's <c>await foreach</c> wants it.</summary>
internal sealed class AsyncStreamEnumerator<T>(IAsyncStreamReader<T> reader, CancellationToken cancellationToken) : IAsyncEnumerator<T>
{
    public T Current => reader.Current;

    public ValueTask<bool> MoveNextAsync() => new(reader.MoveNext(cancellationToken));

    public ValueTask DisposeAsync() => default;
}
