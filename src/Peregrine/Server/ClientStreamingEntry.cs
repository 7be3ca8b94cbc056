namespace Peregrine.Server;

/// <summary>A client-streaming method.</summary>
internal sealed class ClientStreamingEntry<TRequest, TResponse>(
    Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler, MethodSettings settings) : MethodEntry(method, settings)
    where TRequest : class
    where TResponse : class
{
    public new Method<TRequest, TResponse> Method { get; } = method;

    public ClientStreamingServerMethod<TRequest, TResponse> Handler { get; } = handler;

    public override ServerCall CreateCall(ServerCore core) => new ClientStreamingServerCall<TRequest, TResponse>(core, this);
}
