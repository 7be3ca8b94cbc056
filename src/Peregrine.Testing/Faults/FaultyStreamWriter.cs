namespace Peregrine.Testing;

/// <summary>Lets some responses through and then has the fault happen, once, instead of the next. As thread-safe as the writer below.</summary>
internal sealed class FaultyStreamWriter<T>(IServerStreamWriter<T> inner, Fault fault, ServerCallContext context, TimeProvider time) : IServerStreamWriter<T>
{
    private int _written;

    public WriteOptions? WriteOptions
    {
        get => inner.WriteOptions;
        set => inner.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _written) == fault.AfterResponses + 1)
            await fault.HappenAsync(time, context.CancellationToken).ConfigureAwait(false);
        await inner.WriteAsync(message, cancellationToken).ConfigureAwait(false);
    }
}
