namespace Peregrine.Client;

/// <summary>How a call ended for its caller. One shared instance says "OK without trailers", so that a plain success keeps nothing.</summary>
internal sealed class CallOutcome(Status status, Metadata? trailers, CancellationToken cancelledBy = default)
{
    public static readonly CallOutcome PlainSuccess = new(Status.FromPeer(StatusCode.OK, ""), null);

    public Status Status { get; } = status;

    /// <summary>The trailers as the peer sent them; null for none.</summary>
    public Metadata? ReceivedTrailers { get; } = trailers;

    public Metadata Trailers => ReceivedTrailers ?? Metadata.Empty;

    public bool IsOk => Status.StatusCode == StatusCode.OK;

    public static CallOutcome From(in CallEnd end) =>
        end.Trailers is null && end.Status.StatusCode == StatusCode.OK && end.Status.Origin == StatusOrigin.Peer && end.Status.Detail.Length == 0
            ? PlainSuccess
            : new CallOutcome(end.Status, end.Trailers);

    /// <summary>What the caller's await throws. Made anew for each await, so that stack traces do not pile up on one object.</summary>
    public Exception ToException() => cancelledBy.IsCancellationRequested
        ? new OperationCanceledException(Status.Detail, cancelledBy)
        : new RpcException(Status, Trailers);

    public static InvalidOperationException NotEnded() => new("the call has not ended: its status and trailers are known when its response has been awaited or its stream read to the end");
}
