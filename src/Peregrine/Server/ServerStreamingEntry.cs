namespace Peregrine.Server;

/// <summary>A server-streaming method.</summary>
internal sealed class ServerStreamingEntry<TRequest, TResponse>(
    Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler, MethodSettings settings) : MethodEntry(method, settings)
    where TRequest : class
    where TResponse : class
{
    public new Method<TRequest, TResponse> Method { get; } = method;

    public ServerStreamingServerMethod<TRequest, TResponse> Handler { get; } = handler;

    public override ServerCall CreateCall(ServerCore core) => new ServerStreamingServerCall<TRequest, TResponse>(core, this);
}
