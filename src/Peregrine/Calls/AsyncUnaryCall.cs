using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Peregrine.Calls;

namespace Peregrine;

/// <summary>A call with one request and one response.</summary>
/// <typeparam name="TResponse">The response message.</typeparam>
public class AsyncUnaryCall<TResponse> : IDisposable
{
    // Both null for a call of ours, which derives from this type so that the user's handle is the only object of the call.
    private readonly TaskResponse<TResponse>? _response;
    private readonly CallControl? _call;

    /// <summary>Creates a call from its parts: for test doubles, and for interceptors that replace some of them.</summary>
    public AsyncUnaryCall(Task<TResponse> responseAsync, Task<Metadata> responseHeadersAsync, Func<Status> getStatusFunc, Func<Metadata> getTrailersFunc, Action disposeAction)
    {
        ArgumentNullException.ThrowIfNull(responseAsync);
        _response = new TaskResponse<TResponse>(responseAsync);
        _call = DelegateCallControl.From(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction);
    }

    /// <summary>Creates a call from its parts, with a state that is passed to each delegate so that they need not capture anything.</summary>
    public AsyncUnaryCall(Task<TResponse> responseAsync, Func<object, Task<Metadata>> responseHeadersAsync, Func<object, Status> getStatusFunc, Func<object, Metadata> getTrailersFunc, Action<object> disposeAction, object state)
    {
        ArgumentNullException.ThrowIfNull(responseAsync);
        _response = new TaskResponse<TResponse>(responseAsync);
        _call = new DelegateCallControl(state, responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction);
    }

    private protected AsyncUnaryCall()
    {
    }

    /// <summary>The response.</summary>
    public Task<TResponse> ResponseAsync => ResponseTask();

    /// <summary>The response headers, as early as the peer sends them; empty when it sends none.</summary>
    public Task<Metadata> ResponseHeadersAsync => HeadersTask();

    /// <summary>Makes the call itself awaitable, for its response.</summary>
    [SuppressMessage("Reliability", "CA2012", Justification = "The awaiter is all that is handed out of this value task; its source may be awaited more than once.")]
    public ValueTaskAwaiter<TResponse> GetAwaiter() => ResponseValueTask().GetAwaiter();

    /// <summary>Awaits the response with or without coming back to the captured context.</summary>
    public ConfiguredValueTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext) => ResponseValueTask().ConfigureAwait(continueOnCapturedContext);

    /// <summary>Awaits the end of the call as a value; a status other than OK is not thrown.</summary>
    public ValueTask<RpcResult<TResponse>> AsResult() => ResultValueTask();

    /// <summary>Whether the response message read last came compressed.</summary>
    public bool IsResponseMessageCompressed => IsResponseCompressed;

    /// <summary>Gets the status of the call once it has ended.</summary>
    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Status GetStatus() => EndStatus();

    /// <summary>Gets the trailers of the call once it has ended.</summary>
    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Metadata GetTrailers() => EndTrailers();

    /// <summary>Ends the call: cancels it when it is still under way.</summary>
    public void Dispose()
    {
        Abandon();
        GC.SuppressFinalize(this);
    }

    private protected virtual Task<TResponse> ResponseTask() => _response!.AsTask();

    private protected virtual ValueTask<TResponse> ResponseValueTask() => _response!.AsValueTask();

    private protected virtual ValueTask<RpcResult<TResponse>> ResultValueTask() => _response!.AsResult(_call!);

    private protected virtual Task<Metadata> HeadersTask() => _call!.ResponseHeadersAsync;

    private protected virtual bool IsResponseCompressed => false;

    private protected virtual Status EndStatus() => _call!.GetStatus();

    private protected virtual Metadata EndTrailers() => _call!.GetTrailers();

    private protected virtual void Abandon() => _call!.Dispose();
}
