namespace Peregrine;

/// <summary>The messages that come in on a call, in order. One reader at a time.</summary>
/// <typeparam name="T">The message type.</typeparam>
public interface IAsyncStreamReader<out T> : IAsyncEnumerable<T>
{
    /// <summary>The message that the last successful <see cref="MoveNext"/> arrived at.</summary>
    T Current { get; }

    /// <summary>Waits for the next message; false when the sender has ended its stream.</summary>
    Task<bool> MoveNext(CancellationToken cancellationToken);

    /// <inheritdoc/>
    IAsyncEnumerator<T> IAsyncEnumerable<T>.GetAsyncEnumerator(CancellationToken cancellationToken) =>
        new AsyncStreamEnumerator<T>(this, cancellationToken);
}
