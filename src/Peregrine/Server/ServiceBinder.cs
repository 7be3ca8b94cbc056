using Peregrine.Schema;

namespace Peregrine;

/// <summary>Takes the methods of a service, one by one.</summary>
public abstract class ServiceBinder
{
    /// <summary>
    /// Says what the service consists of, for the reflection service. Binders that have no use for it do nothing. Descriptors are linked when they are first
    /// asked for, which a server without reflection never does.
    /// </summary>
    /// <param name="descriptor">Gives the descriptor; called from any thread, any number of times.</param>
    public virtual void AddDescriptor(Func<ServiceDescriptor> descriptor)
    {
    }

    /// <summary>Adds a unary method.</summary>
    public abstract void AddUnary<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class where TResponse : class;

    /// <summary>Adds a client-streaming method.</summary>
    public abstract void AddClientStreaming<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class where TResponse : class;

    /// <summary>Adds a server-streaming method.</summary>
    public abstract void AddServerStreaming<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class where TResponse : class;

    /// <summary>Adds a duplex-streaming method.</summary>
    public abstract void AddDuplexStreaming<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class where TResponse : class;
}
