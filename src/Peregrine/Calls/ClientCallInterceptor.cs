using Peregrine.Calls;

namespace Peregrine;

/// <summary>
/// A client's interceptor that watches calls of all four kinds alike: their messages, headers, status and trailers; it may change their options before they are made. For what
/// answers, changes or repeats calls, derive from <see cref="Interceptor"/>. Used by many calls at a time.
/// </summary>
/// <example>
/// <code>
/// sealed class Audit(ILogger log) : ClientCallInterceptor
/// {
///     protected override ClientCallObserver? Observe(IMethod method, ref CallOptions options) => new AuditedCall(log, method);
/// }
///
/// var client = new Greeter.GreeterClient(channel.Intercept(new Audit(log)));
/// </code>
/// </example>
public abstract class ClientCallInterceptor : Interceptor
{
    /// <inheritdoc/>
    public sealed override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (Observe(ref context) is not { } observer)
            return continuation(request, context);
        var watch = new CallWatch(observer, null);
        observer.OnRequest(request);
        try
        {
            TResponse response = continuation(request, context);
            observer.OnResponse(response);
            watch.End(Status.DefaultSuccess, Metadata.Empty);
            return response;
        }
        catch (Exception failure) when (!watch.HasEnded)
        {
            watch.Fail(failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public sealed override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (Observe(ref context) is not { } observer)
            return continuation(request, context);
        observer.OnRequest(request);
        AsyncUnaryCall<TResponse> call = continuation(request, context);
        var watch = new CallWatch(observer, new CallFace(() => call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose));
        return new(watch.ResponseAsync(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, watch.Dispose);
    }

    /// <inheritdoc/>
    public sealed override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (Observe(ref context) is not { } observer)
            return continuation(request, context);
        observer.OnRequest(request);
        AsyncServerStreamingCall<TResponse> call = continuation(request, context);
        var watch = new CallWatch(observer, new CallFace(() => call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose));
        return new(new WatchedReader<TResponse>(call.ResponseStream, watch), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, watch.Dispose);
    }

    /// <inheritdoc/>
    public sealed override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (Observe(ref context) is not { } observer)
            return continuation(context);
        AsyncClientStreamingCall<TRequest, TResponse> call = continuation(context);
        var watch = new CallWatch(observer, new CallFace(() => call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose));
        return new(
            new WatchedWriter<TRequest>(call.RequestStream, observer), watch.ResponseAsync(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers,
            watch.Dispose);
    }

    /// <inheritdoc/>
    public sealed override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (Observe(ref context) is not { } observer)
            return continuation(context);
        AsyncDuplexStreamingCall<TRequest, TResponse> call = continuation(context);
        var watch = new CallWatch(observer, new CallFace(() => call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose));
        return new(
            new WatchedWriter<TRequest>(call.RequestStream, observer), new WatchedReader<TResponse>(call.ResponseStream, watch), call.ResponseHeadersAsync, call.GetStatus,
            call.GetTrailers, watch.Dispose);
    }

    /// <summary>A call is about to be made. Called for each call, on its caller's thread.</summary>
    /// <param name="method">The method that is called.</param>
    /// <param name="options">The call's options, which may be replaced: headers, deadline and the rest.</param>
    /// <returns>Who is told of what passes on this call; null for nobody, and then watching costs nothing more.</returns>
    protected abstract ClientCallObserver? Observe(IMethod method, ref CallOptions options);

    private ClientCallObserver? Observe<TRequest, TResponse>(ref ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class
    {
        CallOptions options = context.Options;
        ClientCallObserver? observer = Observe(context.Method, ref options);
        context = new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, options);
        return observer;
    }
}
