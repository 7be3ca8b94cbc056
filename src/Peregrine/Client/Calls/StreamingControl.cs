using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>Headers, status and trailers of a streaming call for its user. Any thread.</summary>
internal sealed class StreamingControl(Action abandon) : CallControl
{
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CallOutcome? _outcome;

    /// <summary>Set by the reader with each message.</summary>
    public bool IsCurrentCompressed { get; set; }

    public override bool IsResponseMessageCompressed => IsCurrentCompressed;

    public override Task<Metadata> ResponseHeadersAsync => _headers.Task;

    public override Status GetStatus() => Volatile.Read(ref _outcome)?.Status ?? throw CallOutcome.NotEnded();

    public override Metadata GetTrailers() => Volatile.Read(ref _outcome)?.Trailers ?? throw CallOutcome.NotEnded();

    public override void Dispose() => abandon();

    public void SetHeaders(Metadata? headers) => _headers.TrySetResult(headers ?? Metadata.Empty);

    public void OnEnded(CallOutcome outcome)
    {
        Volatile.Write(ref _outcome, outcome);
        // Rule 13: a call that ends without headers has empty ones, with what the server said as trailers.
        if (outcome.IsOk || outcome.Status.Origin == StatusOrigin.Peer)
        {
            _headers.TrySetResult(Metadata.Empty);
        }
        else
        {
            if (outcome.ToException() is OperationCanceledException cancelled)
                _headers.TrySetCanceled(cancelled.CancellationToken);
            else
                _headers.TrySetException(outcome.ToException());
            _ = _headers.Task.Exception;
        }
    }
}
