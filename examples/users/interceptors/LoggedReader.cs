using Peregrine;

namespace Users.Interceptors;

/// <summary>A stream of messages that tells of each message it hands out.</summary>
internal sealed class LoggedReader<T>(IAsyncStreamReader<T> inner, Action<T> received) : IAsyncStreamReader<T>
    where T : class
{
    public T Current => inner.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        bool moved = await inner.MoveNext(cancellationToken);
        if (moved)
            received(inner.Current);
        return moved;
    }
}
