namespace Peregrine.Server;

/// <summary>A service of which every call gets an object of its own.</summary>
internal sealed class FactoryService<TService>(Func<TService> factory) : IGrpcService
    where TService : class, IGrpcService
{
    public void Bind(ServiceBinder binder)
    {
        // One object only to learn the methods.
        TService sample = factory();
        sample.Bind(new PerCallBinder<TService>(factory, binder));
        DisposeAsync(sample).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Disposes an object that is done, if it wants that.</summary>
    public static ValueTask DisposeAsync(TService service)
    {
        switch (service)
        {
            case IAsyncDisposable disposable:
                return disposable.DisposeAsync();
            case IDisposable disposable:
                disposable.Dispose();
                return default;
            default:
                return default;
        }
    }
}
