namespace Peregrine.Testing;

/// <summary>The responses of a call that may be made late: lets some through and then has the fault happen, once, instead of the next. One reader at a time.</summary>
internal sealed class FaultyStreamReader<T>(Task<IAsyncStreamReader<T>> responses, int after, Func<Task> happen) : IAsyncStreamReader<T>
{
    private IAsyncStreamReader<T>? _inner;
    private int _read;

    public T Current => _inner is { } inner ? inner.Current : throw new InvalidOperationException("no response has been read");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        _inner ??= await responses.WaitAsync(cancellationToken).ConfigureAwait(false);
        bool moved = await _inner.MoveNext(cancellationToken).ConfigureAwait(false);
        if (moved && after > 0 && _read++ == after)
            await happen().ConfigureAwait(false);
        return moved;
    }
}
