namespace Peregrine.Server;

/// <summary>What reads and writes of an ended call throw in its handler.</summary>
internal static class StreamFailure
{
    /// <summary>A call that was cancelled or ran out of time cancels its handler; any other fault has its status.</summary>
    public static Exception ToException(in Status status, CancellationToken cancellationToken) =>
        status.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded
            ? new OperationCanceledException($"The call has ended: {status.Detail}.", cancellationToken)
            : new RpcException(status);
}
