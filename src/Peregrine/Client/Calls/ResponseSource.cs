namespace Peregrine.Client;

/// <summary>The one response of a unary or client-streaming call, in the three ways a user may wait for it.</summary>
internal abstract class ResponseSource<TResponse>
{
    public abstract Task<TResponse> AsTask();

    public abstract ValueTask<TResponse> AsValueTask();

    public abstract ValueTask<RpcResult<TResponse>> AsResult(CallControl call);
}
