using System.Collections.Concurrent;

namespace Peregrine.Client;

/// <summary>Passes every call through one interceptor on its way to the invoker below.</summary>
internal sealed class InterceptingCallInvoker(CallInvoker inner, Interceptor interceptor) : CallInvoker
{
    private readonly ConcurrentDictionary<Type, object> _continuations = new();

    // The pair that was used last: one comparison instead of a look-up where one method is called over and over.
    private object? _last;

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        interceptor.BlockingUnaryCall(request, new(method, host, options), ContinuationsFor<TRequest, TResponse>().BlockingUnary);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        interceptor.AsyncUnaryCall(request, new(method, host, options), ContinuationsFor<TRequest, TResponse>().Unary);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        interceptor.AsyncServerStreamingCall(request, new(method, host, options), ContinuationsFor<TRequest, TResponse>().ServerStreaming);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        interceptor.AsyncClientStreamingCall(new(method, host, options), ContinuationsFor<TRequest, TResponse>().ClientStreaming);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        interceptor.AsyncDuplexStreamingCall(new(method, host, options), ContinuationsFor<TRequest, TResponse>().DuplexStreaming);

    private Continuations<TRequest, TResponse> ContinuationsFor<TRequest, TResponse>()
        where TRequest : class
        where TResponse : class
    {
        if (_last is Continuations<TRequest, TResponse> last)
            return last;
        var found = (Continuations<TRequest, TResponse>)_continuations.GetOrAdd(
            typeof(Continuations<TRequest, TResponse>),
            static (_, inner) => new Continuations<TRequest, TResponse>(inner),
            inner);
        _last = found;
        return found;
    }

    /// <summary>The five continuations into the invoker below for one pair of messages: made once, not for each call.</summary>
    private sealed class Continuations<TRequest, TResponse>(CallInvoker inner)
        where TRequest : class
        where TResponse : class
    {
        public readonly Interceptor.BlockingUnaryCallContinuation<TRequest, TResponse> BlockingUnary =
            (request, context) => inner.BlockingUnaryCall(context.Method, context.Host, context.Options, request);

        public readonly Interceptor.AsyncUnaryCallContinuation<TRequest, TResponse> Unary =
            (request, context) => inner.AsyncUnaryCall(context.Method, context.Host, context.Options, request);

        public readonly Interceptor.AsyncServerStreamingCallContinuation<TRequest, TResponse> ServerStreaming =
            (request, context) => inner.AsyncServerStreamingCall(context.Method, context.Host, context.Options, request);

        public readonly Interceptor.AsyncClientStreamingCallContinuation<TRequest, TResponse> ClientStreaming =
            context => inner.AsyncClientStreamingCall(context.Method, context.Host, context.Options);

        public readonly Interceptor.AsyncDuplexStreamingCallContinuation<TRequest, TResponse> DuplexStreaming =
            context => inner.AsyncDuplexStreamingCall(context.Method, context.Host, context.Options);
    }
}
