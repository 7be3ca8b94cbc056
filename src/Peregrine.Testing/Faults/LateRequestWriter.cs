namespace Peregrine.Testing;

/// <summary>The requests of a call that may be made late: writes wait until it is. As thread-safe as the writer below.</summary>
internal sealed class LateRequestWriter<T>(Task<IClientStreamWriter<T>> requests) : IClientStreamWriter<T>
{
    private WriteOptions? _options;

    public WriteOptions? WriteOptions
    {
        get => requests.IsCompletedSuccessfully ? requests.Result.WriteOptions : _options;
        set
        {
            if (requests.IsCompletedSuccessfully)
                requests.Result.WriteOptions = value;
            else
                _options = value;
        }
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        IClientStreamWriter<T> inner = await requests.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_options is { } given)
            inner.WriteOptions = given;
        await inner.WriteAsync(message, cancellationToken).ConfigureAwait(false);
    }

    public async Task CompleteAsync() => await (await requests.ConfigureAwait(false)).CompleteAsync().ConfigureAwait(false);
}
