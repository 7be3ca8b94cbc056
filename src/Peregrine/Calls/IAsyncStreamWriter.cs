namespace Peregrine;

/// <summary>
/// The messages that go out on a call. May be written to from many threads: each message goes out whole, in the order of the calls.
/// A write completes when the transport can take more, which is how a slow receiver holds its sender back.
/// </summary>
/// <typeparam name="T">The message type.</typeparam>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How the messages from now on are written; null for the call's default.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes a message. Completes when the next one may be written.</summary>
    Task WriteAsync(T message);

    /// <summary>Writes a message; the token ends the waiting, by cancelling the call.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            throw new NotSupportedException("This stream writer does not support cancellation of a single write.");
        return WriteAsync(message);
    }
}
