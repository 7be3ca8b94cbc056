using System.Buffers;
using System.Threading.Tasks.Sources;
using Peregrine.Http2;

namespace Peregrine.Client;

/// <summary>
/// The user's handle of a unary call of ours: the only object of the call that is not used again. It holds how the call ended, and wakes whoever awaits it.
/// </summary>
internal sealed class UnaryHandle<TResponse> : AsyncUnaryCall<TResponse>, IValueTaskSource<TResponse>, IValueTaskSource<RpcResult<TResponse>>, IHttp2Work
{
    private readonly Marshaller<TResponse> _marshaller;
    private readonly IUnaryCallControl _call;
    private readonly int _phase;

    private Completion _completion;

    // Written before _completion is completed.
    private CallOutcome? _outcome;
    private TResponse? _response;

    // A response whose marshaller is the application's: parsed where user code may run. Taken by exchange, because the end that this side decides
    // races with the transport that brings it; what comes after the end is left to the garbage collector.
    private byte[]? _raw;
    private int _rawLength;
    private bool _mustParse;

    // Any thread; TaskCompletionSource<Metadata> while someone waits, Metadata when they are here.
    private object? _headers;
    private TaskCompletionSource<TResponse>? _task;

    public UnaryHandle(Marshaller<TResponse> marshaller, IUnaryCallControl call, int phase)
    {
        _marshaller = marshaller;
        _call = call;
        _phase = phase;
    }

    private bool _isCompressed;

    private protected override bool IsResponseCompressed => _isCompressed;

    HandlerProfile? IHttp2Work.Profile => null;

    /// <summary>The headers came; null for none.</summary>
    public void SetHeaders(Metadata? headers)
    {
        object? waiting = Interlocked.Exchange(ref _headers, headers ?? Metadata.Empty);
        (waiting as TaskCompletionSource<Metadata>)?.TrySetResult(headers ?? Metadata.Empty);
    }

    /// <summary>The response came compressed.</summary>
    public void SetCompressed() => _isCompressed = true;

    /// <summary>Keeps a response for <see cref="IThreadPoolWorkItem.Execute"/> to parse.</summary>
    public void SetRaw(ReadOnlySpan<byte> payload)
    {
        byte[] raw = ArrayPool<byte>.Shared.Rent(Math.Max(payload.Length, 1));
        payload.CopyTo(raw);
        _rawLength = payload.Length;
        Volatile.Write(ref _raw, raw);
    }

    /// <summary>The call is over. True when this is to be scheduled as work, because user code waits for it or has to run.</summary>
    public bool Complete(CallOutcome outcome, TResponse? response)
    {
        _response = response;
        if (_raw is not null && outcome.IsOk)
        {
            _outcome = outcome;
            _mustParse = true;
            return true;
        }
        DropRaw();
        Volatile.Write(ref _outcome, outcome);
        return Finish();
    }

    void IThreadPoolWorkItem.Execute()
    {
        // Not whenever there is something raw: that may have come after this side had ended the call.
        if (_mustParse)
        {
            _mustParse = false;
            Parse(Interlocked.Exchange(ref _raw, null)!);
            if (!Finish())
                return;
        }
        if (_completion.HasWaiter)
            _completion.Resume();
    }

    /// <summary>Wakes the tasks; true when a continuation waits too.</summary>
    private bool Finish()
    {
        bool waits = _completion.Complete();
        CallOutcome outcome = _outcome!;
        // The completion was a full fence, as is what makes a task, which looks at the completion afterwards: so these two need none where nothing waits.
        object? headers = Volatile.Read(ref _headers) ?? Interlocked.CompareExchange(ref _headers, Metadata.Empty, null);
        // Rule 13: a call that ends without headers has empty ones, with what the server said as trailers.
        if (headers is TaskCompletionSource<Metadata> waiting && !(outcome.Status.Origin == StatusOrigin.Peer && waiting.TrySetResult(Metadata.Empty)))
            Settle(waiting, outcome, Metadata.Empty);
        if (Volatile.Read(ref _task) is not null && Interlocked.Exchange(ref _task, null) is { } task)
            Settle(task, outcome, _response!);
        return waits;
    }

    private static void Settle<T>(TaskCompletionSource<T> task, CallOutcome outcome, T result)
    {
        if (outcome.IsOk)
            task.TrySetResult(result);
        else
            Fail(task, outcome);
    }

    private static void Fail<T>(TaskCompletionSource<T> task, CallOutcome outcome)
    {
        Exception exception = outcome.ToException();
        if (exception is OperationCanceledException cancelled)
            task.TrySetCanceled(cancelled.CancellationToken);
        else
            task.TrySetException(exception);
        // A task that nobody awaits is not an unobserved error: the call's outcome is told by the call.
        _ = task.Task.Exception;
    }

    private void Parse(byte[] raw)
    {
        try
        {
            _response = _marshaller.Deserialize(raw.AsSpan(0, _rawLength));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _outcome = new CallOutcome(new Status(StatusCode.Internal, $"the response could not be parsed: {e.Message}", e), _outcome!.ReceivedTrailers);
        }
        ArrayPool<byte>.Shared.Return(raw);
    }

    private void DropRaw()
    {
        if (Volatile.Read(ref _raw) is not null && Interlocked.Exchange(ref _raw, null) is { } raw)
            ArrayPool<byte>.Shared.Return(raw);
    }

    private protected override Task<TResponse> ResponseTask()
    {
        if (_completion.IsCompleted)
            return _outcome!.IsOk ? Task.FromResult(_response!) : Failed<TResponse>(_outcome);
        var created = new TaskCompletionSource<TResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<TResponse> task = Interlocked.CompareExchange(ref _task, created, null) ?? created;
        // The call may have ended before it could see the task.
        if (_completion.IsCompleted)
            Settle(task, _outcome!, _response!);
        return task.Task;
    }

    private static Task<T> Failed<T>(CallOutcome outcome)
    {
        var task = new TaskCompletionSource<T>();
        Fail(task, outcome);
        return task.Task;
    }

    private protected override Task<Metadata> HeadersTask()
    {
        object? headers = Volatile.Read(ref _headers);
        if (headers is null)
        {
            var created = new TaskCompletionSource<Metadata>(TaskCreationOptions.RunContinuationsAsynchronously);
            headers = Interlocked.CompareExchange(ref _headers, created, null) ?? created;
        }
        return headers is TaskCompletionSource<Metadata> waiting ? waiting.Task : Task.FromResult((Metadata)headers);
    }

    private protected override ValueTask<TResponse> ResponseValueTask() => new(this, 0);

    private protected override ValueTask<RpcResult<TResponse>> ResultValueTask() => new(this, 0);

    private protected override Status EndStatus() => _completion.IsCompleted ? _outcome!.Status : throw CallOutcome.NotEnded();

    private protected override Metadata EndTrailers() => _completion.IsCompleted ? _outcome!.Trailers : throw CallOutcome.NotEnded();

    private protected override void Abandon() => _call.Abandon(_phase);

    ValueTaskSourceStatus IValueTaskSource<TResponse>.GetStatus(short token) => AwaitStatus();

    ValueTaskSourceStatus IValueTaskSource<RpcResult<TResponse>>.GetStatus(short token) =>
        _completion.IsCompleted ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

    void IValueTaskSource<TResponse>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => Register(continuation, state, flags);

    void IValueTaskSource<RpcResult<TResponse>>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => Register(continuation, state, flags);

    TResponse IValueTaskSource<TResponse>.GetResult(short token)
    {
        // `call.GetAwaiter().GetResult()` blocks, as it does on a task.
        if (!_completion.IsCompleted)
            ((Task)ResponseTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        return _outcome!.IsOk ? _response! : throw _outcome.ToException();
    }

    RpcResult<TResponse> IValueTaskSource<RpcResult<TResponse>>.GetResult(short token)
    {
        if (!_completion.IsCompleted)
            ((Task)ResponseTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        return _outcome!.IsOk ? new(_response!, _outcome.ReceivedTrailers) : new(_outcome.Status, _outcome.ReceivedTrailers);
    }

    private ValueTaskSourceStatus AwaitStatus()
    {
        if (!_completion.IsCompleted)
            return ValueTaskSourceStatus.Pending;
        return _outcome!.IsOk ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Faulted;
    }

    private void Register(Action<object?> continuation, object? state, ValueTaskSourceOnCompletedFlags flags)
    {
        if (!_completion.TryRegister(continuation, state, flags))
            RegisterOnTask(continuation, state, flags);
    }

    // A second await of the same call waits on its task. A method of its own, so that the first one does not pay for what the lambda captures.
    private void RegisterOnTask(Action<object?> continuation, object? state, ValueTaskSourceOnCompletedFlags flags)
    {
        var awaiter = ((Task)ResponseTask())
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0 ? ConfigureAwaitOptions.ContinueOnCapturedContext : 0))
            .GetAwaiter();
        awaiter.UnsafeOnCompleted(() => continuation(state));
    }
}
