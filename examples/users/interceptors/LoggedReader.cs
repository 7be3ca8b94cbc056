using Peregrine;

namespace Users.Interceptors;

/// <summary>A stream of messages that tells of each message it hands out, and of its end.</summary>
internal sealed class LoggedReader<T>(IAsyncStreamReader<T> inner, Action<T> received, Action<Exception?>? ended = null) : IAsyncStreamReader<T>
    where T : class
{
    public T Current => inner.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            bool moved = await inner.MoveNext(cancellationToken);
            if (moved)
                received(inner.Current);
            else
                ended?.Invoke(null);
            return moved;
        }
        catch (Exception failure)
        {
            ended?.Invoke(failure);
            throw;
        }
    }
}
