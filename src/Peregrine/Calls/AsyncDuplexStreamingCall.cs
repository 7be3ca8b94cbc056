using Peregrine.Calls;

namespace Peregrine;

/// <summary>A call with a stream in either direction.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
public sealed class AsyncDuplexStreamingCall<TRequest, TResponse> : IDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly CallControl _call;

    /// <summary>Creates a call from its parts: for test doubles, and for interceptors that replace some of them.</summary>
    public AsyncDuplexStreamingCall(IClientStreamWriter<TRequest> requestStream, IAsyncStreamReader<TResponse> responseStream, Task<Metadata> responseHeadersAsync, Func<Status> getStatusFunc, Func<Metadata> getTrailersFunc, Action disposeAction)
    {
        ArgumentNullException.ThrowIfNull(requestStream);
        RequestStream = requestStream;
        ArgumentNullException.ThrowIfNull(responseStream);
        ResponseStream = responseStream;
        _call = DelegateCallControl.From(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction);
    }

    /// <summary>Creates a call from its parts, with a state that is passed to each delegate so that they need not capture anything.</summary>
    public AsyncDuplexStreamingCall(IClientStreamWriter<TRequest> requestStream, IAsyncStreamReader<TResponse> responseStream, Func<object, Task<Metadata>> responseHeadersAsync, Func<object, Status> getStatusFunc, Func<object, Metadata> getTrailersFunc, Action<object> disposeAction, object state)
    {
        ArgumentNullException.ThrowIfNull(requestStream);
        RequestStream = requestStream;
        ArgumentNullException.ThrowIfNull(responseStream);
        ResponseStream = responseStream;
        _call = new DelegateCallControl(state, responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction);
    }

    internal AsyncDuplexStreamingCall(IClientStreamWriter<TRequest> requestStream, IAsyncStreamReader<TResponse> responseStream, CallControl call)
    {
        RequestStream = requestStream;
        ResponseStream = responseStream;
        _call = call;
    }

    /// <summary>The stream of requests. It may be written from many threads: messages go out in the order of the calls to <c>WriteAsync</c>.</summary>
    public IClientStreamWriter<TRequest> RequestStream { get; }

    /// <summary>The stream of responses; it is an <see cref="IAsyncEnumerable{T}"/> too.</summary>
    public IAsyncStreamReader<TResponse> ResponseStream { get; }

    /// <summary>The response headers, as early as the peer sends them; empty when it sends none.</summary>
    public Task<Metadata> ResponseHeadersAsync => _call.ResponseHeadersAsync;

    /// <summary>Whether the response message read last came compressed.</summary>
    public bool IsResponseMessageCompressed => _call.IsResponseMessageCompressed;

    /// <summary>Gets the status of the call once it has ended.</summary>
    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Status GetStatus() => _call.GetStatus();

    /// <summary>Gets the trailers of the call once it has ended.</summary>
    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Metadata GetTrailers() => _call.GetTrailers();

    /// <summary>Ends the call: cancels it when it is still under way.</summary>
    public void Dispose() => _call.Dispose();
}
