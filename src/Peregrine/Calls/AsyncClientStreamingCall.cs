using System.Runtime.CompilerServices;

namespace Peregrine;

/// <summary>A call with a stream of requests and one response.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
public sealed class AsyncClientStreamingCall<TRequest, TResponse> : IDisposable
    where TRequest : class
    where TResponse : class
{
    // The response half of this call is that of a unary call.
    private readonly AsyncUnaryCall<TResponse> _response;

    /// <summary>Creates a call from its parts: for test doubles, and for interceptors that replace some of them.</summary>
    public AsyncClientStreamingCall(IClientStreamWriter<TRequest> requestStream, Task<TResponse> responseAsync, Task<Metadata> responseHeadersAsync, Func<Status> getStatusFunc, Func<Metadata> getTrailersFunc, Action disposeAction)
    {
        ArgumentNullException.ThrowIfNull(requestStream);
        RequestStream = requestStream;
        _response = new AsyncUnaryCall<TResponse>(responseAsync, responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction);
    }

    /// <summary>Creates a call from its parts, with a state that is passed to each delegate so that they need not capture anything.</summary>
    public AsyncClientStreamingCall(IClientStreamWriter<TRequest> requestStream, Task<TResponse> responseAsync, Func<object, Task<Metadata>> responseHeadersAsync, Func<object, Status> getStatusFunc, Func<object, Metadata> getTrailersFunc, Action<object> disposeAction, object state)
    {
        ArgumentNullException.ThrowIfNull(requestStream);
        RequestStream = requestStream;
        _response = new AsyncUnaryCall<TResponse>(responseAsync, responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction, state);
    }

    internal AsyncClientStreamingCall(IClientStreamWriter<TRequest> requestStream, AsyncUnaryCall<TResponse> response)
    {
        RequestStream = requestStream;
        _response = response;
    }

    /// <summary>The stream of requests. It may be written from many threads: messages go out in the order of the calls to <c>WriteAsync</c>.</summary>
    public IClientStreamWriter<TRequest> RequestStream { get; }

    /// <summary>The response.</summary>
    public Task<TResponse> ResponseAsync => _response.ResponseAsync;

    /// <summary>The response headers, as early as the peer sends them; empty when it sends none.</summary>
    public Task<Metadata> ResponseHeadersAsync => _response.ResponseHeadersAsync;

    /// <summary>Makes the call itself awaitable, for its response.</summary>
    public ValueTaskAwaiter<TResponse> GetAwaiter() => _response.GetAwaiter();

    /// <summary>Awaits the response with or without coming back to the captured context.</summary>
    public ConfiguredValueTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext) => _response.ConfigureAwait(continueOnCapturedContext);

    /// <summary>Awaits the end of the call as a value; a status other than OK is not thrown.</summary>
    public ValueTask<RpcResult<TResponse>> AsResult() => _response.AsResult();

    /// <summary>Whether the response message read last came compressed.</summary>
    public bool IsResponseMessageCompressed => _response.IsResponseMessageCompressed;

    /// <summary>Gets the status of the call once it has ended.</summary>
    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Status GetStatus() => _response.GetStatus();

    /// <summary>Gets the trailers of the call once it has ended.</summary>
    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Metadata GetTrailers() => _response.GetTrailers();

    /// <summary>Ends the call: cancels it when it is still under way.</summary>
    public void Dispose() => _response.Dispose();
}
