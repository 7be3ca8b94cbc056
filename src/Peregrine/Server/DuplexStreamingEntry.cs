namespace Peregrine.Server;

/// <summary>A duplex-streaming method.</summary>
internal sealed class DuplexStreamingEntry<TRequest, TResponse>(
    Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler, MethodSettings settings) : MethodEntry(method, settings)
    where TRequest : class
    where TResponse : class
{
    public new Method<TRequest, TResponse> Method { get; } = method;

    public DuplexStreamingServerMethod<TRequest, TResponse> Handler { get; } = handler;

    public override ServerCall CreateCall(ServerCore core) => new DuplexStreamingServerCall<TRequest, TResponse>(core, this);
}
