namespace Peregrine.Testing;

/// <summary>Takes the responses of a handler that is called without a server, and keeps them. Any thread may write; read <see cref="Messages"/> when the handler has returned.</summary>
/// <typeparam name="T">The message type.</typeparam>
public sealed class TestStreamWriter<T> : IServerStreamWriter<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _messages = [];

    /// <summary>The messages written so far, in order.</summary>
    public IReadOnlyList<T> Messages
    {
        get
        {
            lock (_gate)
                return [.. _messages];
        }
    }

    /// <summary>What the handler asked for; nothing follows from it here.</summary>
    public WriteOptions? WriteOptions { get; set; }

    /// <summary>Keeps a message.</summary>
    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    /// <summary>Keeps a message, unless the token is cancelled.</summary>
    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        lock (_gate)
            _messages.Add(message);
        return Task.CompletedTask;
    }
}
