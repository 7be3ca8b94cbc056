namespace Peregrine;

/// <summary>
/// A channel to a service: resolves its address, keeps connections, and carries any number of calls at a time from any thread. Make one per
/// service and keep it; it never needs to be made again. Ends with <see cref="DisposeAsync"/> or <see cref="ChannelBase.ShutdownAsync"/>.
/// </summary>
public sealed class GrpcChannel : ChannelBase, IAsyncDisposable, IDisposable
{
    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.OriginalString)
    {
        _ = options;
    }

    /// <summary>The state of the channel now.</summary>
    public ConnectivityState State => throw new NotImplementedException();

    /// <summary>Creates a channel to <paramref name="address"/>. It connects with the first call, or with <see cref="ConnectAsync"/>.</summary>
    /// <param name="address"><c>http://host:port</c> (plaintext) or <c>https://host:port</c> (TLS).</param>
    /// <param name="options">Options, or null for the defaults.</param>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions? options = null) => ForAddress(new Uri(address), options);

    /// <inheritdoc cref="ForAddress(string, GrpcChannelOptions)"/>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions? options = null) => new(address, options ?? new GrpcChannelOptions());

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker() => throw new NotImplementedException();

    /// <summary>Connects, if the channel is not connected, and returns when it is <see cref="ConnectivityState.Ready"/>.</summary>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Waits until the state is another than <paramref name="lastObservedState"/>.</summary>
    public Task WaitForStateChangedAsync(ConnectivityState lastObservedState, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();

    /// <inheritdoc/>
    protected override Task ShutdownAsyncCore() => throw new NotImplementedException();
}
