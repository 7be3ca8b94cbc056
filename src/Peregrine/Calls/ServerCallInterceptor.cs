namespace Peregrine;

/// <summary>
/// A server's interceptor that treats calls of all four kinds alike: it does something before, after, around or instead of the handler. For what needs to see
/// messages, derive from <see cref="Interceptor"/>. Used by many calls at a time.
/// </summary>
public abstract class ServerCallInterceptor : Interceptor
{
    /// <inheritdoc/>
    public sealed override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        TResponse? response = null;
        await HandleAsync(context, async () => response = await continuation(request, context).ConfigureAwait(false)).ConfigureAwait(false);
        return response!;
    }

    /// <inheritdoc/>
    public sealed override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        TResponse? response = null;
        await HandleAsync(context, async () => response = await continuation(requestStream, context).ConfigureAwait(false)).ConfigureAwait(false);
        return response!;
    }

    /// <inheritdoc/>
    public sealed override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        HandleAsync(context, () => continuation(request, responseStream, context));

    /// <inheritdoc/>
    public sealed override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        HandleAsync(context, () => continuation(requestStream, responseStream, context));

    /// <summary>
    /// Handles a call. To refuse it, throw <see cref="RpcException"/> without awaiting <paramref name="next"/>; what <paramref name="next"/> throws may be
    /// caught and replaced.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="next">The rest: the interceptors after this one and the handler. At most once.</param>
    protected abstract Task HandleAsync(ServerCallContext context, Func<Task> next);
}
