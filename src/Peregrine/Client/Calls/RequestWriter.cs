using Peregrine.Messages;

namespace Peregrine.Client;

/// <summary>
/// The requests of a streaming call. A message is serialized and handed to the stream within the call to <c>WriteAsync</c>, so that order is the
/// order of the calls; what the task waits for is room for the next one. Any thread.
/// </summary>
internal sealed class RequestWriter<TRequest>(ClientCallStream stream, Marshaller<TRequest> marshaller, in CallSettings settings, Action abandon) : IClientStreamWriter<TRequest>
    where TRequest : class
{
    public static readonly Status WriteCancelled = new(StatusCode.Cancelled, "the call was cancelled with the token of one of its writes");

    private readonly int _maxBytes = settings.Method.MaxRequestBytes;
    private readonly WriteFlags _flags = settings.WriteFlags;

    // Counts the times the transport had drained, so that a writer notices a drain that comes between its write and its waiting.
    private int _drains;
    private TaskCompletionSource? _writable;
    private CallOutcome? _outcome;
    private int _completed;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (cancellationToken.IsCancellationRequested)
        {
            abandon();
            return Task.FromCanceled(cancellationToken);
        }
        if (Volatile.Read(ref _completed) != 0)
            return Task.FromException(new InvalidOperationException("the request stream has been completed: no message can be written after CompleteAsync"));
        if (Volatile.Read(ref _outcome) is { } outcome)
            return Task.FromException(WriteAfterEnd(outcome));
        int drains = Volatile.Read(ref _drains);
        if (TryWrite(message, out Exception? error))
            return Task.CompletedTask;
        return error is null ? WaitForRoom(drains, cancellationToken) : Task.FromException(error);
    }

    public Task CompleteAsync()
    {
        if (Interlocked.Exchange(ref _completed, 1) == 0)
            stream.HalfClose();
        return Task.CompletedTask;
    }

    /// <summary>The transport has room again. Takes no lock: it is called under the stream's.</summary>
    public void OnWritable()
    {
        Interlocked.Increment(ref _drains);
        Interlocked.Exchange(ref _writable, null)?.TrySetResult();
    }

    /// <summary>The call is over: whoever waits for room is told. Takes no lock.</summary>
    public void OnEnded(CallOutcome outcome)
    {
        Volatile.Write(ref _outcome, outcome);
        if (Interlocked.Exchange(ref _writable, null) is { } waiting)
            Settle(waiting, outcome);
    }

    // Rules 25, 30: after the end writes fail, with the call's status where that says why.
    private static Exception WriteAfterEnd(CallOutcome outcome) => outcome.IsOk
        ? new InvalidOperationException("the server has ended the call with OK: no more requests can be written")
        : outcome.ToException();

    private static void Settle(TaskCompletionSource waiting, CallOutcome outcome)
    {
        // The message of a writer that waited was accepted: when the call ended well, so did the write.
        if (outcome.IsOk)
        {
            waiting.TrySetResult();
            return;
        }
        if (outcome.ToException() is OperationCanceledException cancelled)
            waiting.TrySetCanceled(cancelled.CancellationToken);
        else
            waiting.TrySetException(outcome.ToException());
        _ = waiting.Task.Exception;
    }

    private bool TryWrite(TRequest message, out Exception? error)
    {
        error = null;
        var scratch = MessageScratch.Take();
        bool writable = false;
        if (RequestSerializer.TrySerialize(marshaller, message, _maxBytes, scratch, out Status failure))
            writable = stream.Write(scratch, WriteOptions?.Flags ?? _flags);
        else
            error = new RpcException(failure);
        scratch.Return();
        return writable;
    }

    private Task WaitForRoom(int drains, CancellationToken cancellationToken)
    {
        var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource waiting = Interlocked.CompareExchange(ref _writable, created, null) ?? created;
        if (Volatile.Read(ref _drains) != drains)
        {
            Interlocked.CompareExchange(ref _writable, null, waiting);
            waiting.TrySetResult();
        }
        else if (Volatile.Read(ref _outcome) is { } outcome)
            Settle(waiting, outcome);
        return cancellationToken.CanBeCanceled ? WaitAsync(waiting.Task, cancellationToken) : waiting.Task;
    }

    private async Task WaitAsync(Task room, CancellationToken cancellationToken)
    {
        try
        {
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !room.IsCompleted)
        {
            abandon();
            throw;
        }
    }
}
