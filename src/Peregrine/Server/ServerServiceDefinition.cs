namespace Peregrine;

/// <summary>The methods of a service with their handlers: what a server adds. Immutable.</summary>
public sealed class ServerServiceDefinition : IGrpcService
{
    private readonly IReadOnlyList<Action<ServiceBinder>> _methods;

    private ServerServiceDefinition(IReadOnlyList<Action<ServiceBinder>> methods) => _methods = methods;

    /// <summary>Starts a definition.</summary>
    public static Builder CreateBuilder() => new();

    /// <summary>The methods of a service.</summary>
    public static ServerServiceDefinition For(IGrpcService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return new ServerServiceDefinition([service.Bind]);
    }

    /// <inheritdoc/>
    public void Bind(ServiceBinder binder)
    {
        foreach (Action<ServiceBinder> method in _methods)
            method(binder);
    }

    /// <summary>Puts a definition together from methods and handlers.</summary>
    public sealed class Builder
    {
        private readonly List<Action<ServiceBinder>> _methods = [];

        internal Builder()
        {
        }

        /// <summary>Adds a unary method.</summary>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler)
            where TRequest : class where TResponse : class => Add(binder => binder.AddUnary(method, handler));

        /// <summary>Adds a client-streaming method.</summary>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler)
            where TRequest : class where TResponse : class => Add(binder => binder.AddClientStreaming(method, handler));

        /// <summary>Adds a server-streaming method.</summary>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler)
            where TRequest : class where TResponse : class => Add(binder => binder.AddServerStreaming(method, handler));

        /// <summary>Adds a duplex-streaming method.</summary>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler)
            where TRequest : class where TResponse : class => Add(binder => binder.AddDuplexStreaming(method, handler));

        /// <summary>Ends the definition.</summary>
        public ServerServiceDefinition Build() => new([.. _methods]);

        private Builder Add(Action<ServiceBinder> method)
        {
            _methods.Add(method);
            return this;
        }
    }
}
