using Peregrine.Bench.V1;

namespace Peregrine.Bench.Measuring;

/// <summary>An interceptor that looks at each call and lets it go on: the least that a user's does.</summary>
internal sealed class PassingInterceptor : Interceptor
{
    private long _calls;

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        if (request is SimpleRequest) _calls++;
        return continuation(request, context);
    }

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (context.Method.Length > 0) _calls++;
        return continuation(request, context);
    }
}
