namespace Peregrine.Server;

/// <summary>A unary method.</summary>
internal sealed class UnaryEntry<TRequest, TResponse>(
    Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler, MethodSettings settings) : MethodEntry(method, settings)
    where TRequest : class
    where TResponse : class
{
    public new Method<TRequest, TResponse> Method { get; } = method;

    public UnaryServerMethod<TRequest, TResponse> Handler { get; } = handler;

    public override ServerCall CreateCall(ServerCore core) => new UnaryServerCall<TRequest, TResponse>(core, this);
}
