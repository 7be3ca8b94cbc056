using Microsoft.Extensions.Logging;
using Peregrine;

namespace Users.Interceptors;

/// <summary>Logs every call that a server gets.</summary>
public sealed class ServerLogInterceptor(ILogger logger) : Interceptor
{
    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) => LoggedAsync(context, async log =>
        {
            log.Received(request);
            TResponse response = await continuation(request, context);
            log.Sent(response);
            return response;
        });

    /// <inheritdoc/>
    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) => LoggedAsync(context, async log =>
        {
            TResponse response = await continuation(new LoggedReader<TRequest>(requestStream, log.Received), context);
            log.Sent(response);
            return response;
        });

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) => LoggedAsync(context, async log =>
        {
            log.Received(request);
            await continuation(request, new LoggedWriter<TResponse>(responseStream, log.Sent), context);
            return true;
        });

    /// <inheritdoc/>
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) => LoggedAsync(context, async log =>
        {
            await continuation(new LoggedReader<TRequest>(requestStream, log.Received), new LoggedWriter<TResponse>(responseStream, log.Sent), context);
            return true;
        });

    private async Task<T> LoggedAsync<T>(ServerCallContext context, Func<CallLog, Task<T>> handle)
    {
        var log = new CallLog(logger, context.Method, context.Peer);
        try
        {
            T result = await handle(log);
            log.Ended(context.Status, context.ResponseTrailers);
            return result;
        }
        catch (Exception failure)
        {
            log.Ended(CallLog.StatusOf(failure), (failure as RpcException)?.Trailers ?? Metadata.Empty);
            throw;
        }
    }
}
