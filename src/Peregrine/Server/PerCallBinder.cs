using Peregrine.Schema;

namespace Peregrine.Server;

/// <summary>Binds the methods of a sample object to handlers that make an object for each call, and let it handle the call.</summary>
internal sealed class PerCallBinder<TService>(Func<TService> factory, ServiceBinder binder) : ServiceBinder
    where TService : class, IGrpcService
{
    public override void AddDescriptor(Func<ServiceDescriptor> descriptor) => binder.AddDescriptor(descriptor);

    public override void AddUnary<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler) =>
        binder.AddUnary(method, async (request, context) =>
        {
            TService service = factory();
            try
            {
                return await Find<UnaryServerMethod<TRequest, TResponse>>(service, method)(request, context).ConfigureAwait(false);
            }
            finally
            {
                await FactoryService<TService>.DisposeAsync(service).ConfigureAwait(false);
            }
        });

    public override void AddClientStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler) =>
        binder.AddClientStreaming(method, async (requests, context) =>
        {
            TService service = factory();
            try
            {
                return await Find<ClientStreamingServerMethod<TRequest, TResponse>>(service, method)(requests, context).ConfigureAwait(false);
            }
            finally
            {
                await FactoryService<TService>.DisposeAsync(service).ConfigureAwait(false);
            }
        });

    public override void AddServerStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler) =>
        binder.AddServerStreaming(method, async (request, responses, context) =>
        {
            TService service = factory();
            try
            {
                await Find<ServerStreamingServerMethod<TRequest, TResponse>>(service, method)(request, responses, context).ConfigureAwait(false);
            }
            finally
            {
                await FactoryService<TService>.DisposeAsync(service).ConfigureAwait(false);
            }
        });

    public override void AddDuplexStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler) =>
        binder.AddDuplexStreaming(method, async (requests, responses, context) =>
        {
            TService service = factory();
            try
            {
                await Find<DuplexStreamingServerMethod<TRequest, TResponse>>(service, method)(requests, responses, context).ConfigureAwait(false);
            }
            finally
            {
                await FactoryService<TService>.DisposeAsync(service).ConfigureAwait(false);
            }
        });

    private static THandler Find<THandler>(TService service, IMethod method)
        where THandler : Delegate
    {
        var finder = new HandlerFinder(method.FullName);
        service.Bind(finder);
        return (THandler)finder.Handler!;
    }
}
