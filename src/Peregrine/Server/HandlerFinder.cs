namespace Peregrine.Server;

/// <summary>Picks the handler of one method from what a service binds.</summary>
internal sealed class HandlerFinder(string path) : ServiceBinder
{
    public Delegate? Handler { get; private set; }

    public override void AddUnary<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler) =>
        Take(method, handler);

    public override void AddClientStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler) =>
        Take(method, handler);

    public override void AddServerStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler) =>
        Take(method, handler);

    public override void AddDuplexStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler) =>
        Take(method, handler);

    private void Take(IMethod method, Delegate handler)
    {
        if (method.FullName == path)
            Handler = handler;
    }
}
