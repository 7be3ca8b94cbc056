namespace Peregrine.Testing;

/// <summary>Requests for a handler that is called without a server: some messages, then the end. One reader at a time.</summary>
/// <typeparam name="T">The message type.</typeparam>
/// <param name="messages">What the handler reads, in order.</param>
public sealed class TestStreamReader<T>(params IEnumerable<T> messages) : IAsyncStreamReader<T>
{
    private readonly IEnumerator<T> _messages = messages.GetEnumerator();

    /// <summary>The message read last.</summary>
    public T Current => _messages.Current;

    /// <summary>Reads the next message; false after the last.</summary>
    public Task<bool> MoveNext(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<bool>(cancellationToken) : Task.FromResult(_messages.MoveNext());
}
