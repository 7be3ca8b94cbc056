namespace Peregrine;

/// <summary>
/// Starts calls. Generated clients are one line per method over it; a channel, an intercepted channel and a test double are call invokers.
/// </summary>
public abstract class CallInvoker
{
    /// <summary>Makes a unary call and blocks the calling thread until it ends.</summary>
    /// <param name="method">The method to call.</param>
    /// <param name="host">The authority to send instead of the channel's, or null.</param>
    /// <param name="options">Headers, deadline, cancellation and the rest of this call.</param>
    /// <param name="request">The request message.</param>
    public abstract TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class;

    /// <summary>Starts a unary call.</summary>
    /// <inheritdoc cref="BlockingUnaryCall{TRequest, TResponse}" path="/param"/>
    public abstract AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class;

    /// <summary>Starts a call with one request and a stream of responses.</summary>
    /// <inheritdoc cref="BlockingUnaryCall{TRequest, TResponse}" path="/param"/>
    public abstract AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class;

    /// <summary>Starts a call with a stream of requests and one response.</summary>
    /// <param name="method">The method to call.</param>
    /// <param name="host">The authority to send instead of the channel's, or null.</param>
    /// <param name="options">Headers, deadline, cancellation and the rest of this call.</param>
    public abstract AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
        where TRequest : class
        where TResponse : class;

    /// <summary>Starts a call with a stream in either direction.</summary>
    /// <inheritdoc cref="AsyncClientStreamingCall{TRequest, TResponse}" path="/param"/>
    public abstract AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
        where TRequest : class
        where TResponse : class;
}
