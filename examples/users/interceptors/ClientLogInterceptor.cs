using Microsoft.Extensions.Logging;
using Peregrine;

namespace Users.Interceptors;

/// <summary>Logs every call that a client makes.</summary>
public sealed class ClientLogInterceptor(ILogger logger) : Interceptor
{
    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        CallLog log = Start(context);
        log.Sent(request);
        AsyncUnaryCall<TResponse> call = continuation(request, context);
        return new(ResponseAsync(log, call.ResponseAsync, call.GetTrailers), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    /// <inheritdoc/>
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        CallLog log = Start(context);
        AsyncClientStreamingCall<TRequest, TResponse> call = continuation(context);
        return new(
            new LoggedWriter<TRequest>(call.RequestStream, log.Sent), ResponseAsync(log, call.ResponseAsync, call.GetTrailers),
            call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    /// <inheritdoc/>
    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        CallLog log = Start(context);
        log.Sent(request);
        AsyncServerStreamingCall<TResponse> call = continuation(request, context);
        return new(
            new LoggedReader<TResponse>(call.ResponseStream, log.Received, failure => Ended(log, failure, call.GetTrailers)),
            call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    /// <inheritdoc/>
    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        CallLog log = Start(context);
        AsyncDuplexStreamingCall<TRequest, TResponse> call = continuation(context);
        return new(
            new LoggedWriter<TRequest>(call.RequestStream, log.Sent),
            new LoggedReader<TResponse>(call.ResponseStream, log.Received, failure => Ended(log, failure, call.GetTrailers)),
            call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    private CallLog Start<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class => new(logger, context.Method.FullName, "the server");

    private static async Task<TResponse> ResponseAsync<TResponse>(CallLog log, Task<TResponse> response, Func<Metadata> trailers)
        where TResponse : class
    {
        try
        {
            TResponse message = await response;
            log.Received(message);
            Ended(log, null, trailers);
            return message;
        }
        catch (Exception failure)
        {
            Ended(log, failure, trailers);
            throw;
        }
    }

    private static void Ended(CallLog log, Exception? failure, Func<Metadata> trailers) =>
        log.Ended(failure is null ? Status.DefaultSuccess : CallLog.StatusOf(failure), failure is RpcException rpc ? rpc.Trailers : failure is null ? trailers() : Metadata.Empty);
}
