namespace Peregrine.Calls;

/// <summary>A response that is a task made by someone else: a test double or an interceptor.</summary>
internal sealed class TaskResponse<TResponse>(Task<TResponse> response)
{
    public Task<TResponse> AsTask() => response;

    public ValueTask<TResponse> AsValueTask() => new(response);

    public async ValueTask<RpcResult<TResponse>> AsResult(CallControl call)
    {
        await ((Task)response).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (response.IsCompletedSuccessfully)
            return new RpcResult<TResponse>(await response.ConfigureAwait(false), call.GetTrailers());
        return response.Exception?.InnerException is RpcException rpc
            ? new RpcResult<TResponse>(rpc.Status, rpc.Trailers)
            : new RpcResult<TResponse>(call.GetStatus(), call.GetTrailers());
    }
}
