using System.Buffers;
using System.Threading.Tasks.Sources;
using Peregrine.Http2;

namespace Peregrine.Server;

/// <summary>
/// The requests of a streaming call, as its handler reads them. The transport adds at one end, the handler takes at the other; taking
/// gives the caller credit to send more. Waking a waiting handler is scheduled, so that it runs where handlers run.
/// </summary>
internal sealed class RequestStream<TRequest> : IAsyncStreamReader<TRequest>, IValueTaskSource<bool>, IHttp2Work
    where TRequest : class
{
    // Immutable after construction.
    private readonly CallContext _context;
    private readonly Marshaller<TRequest> _marshaller;
    private readonly Lock _gate = new();

    // Guarded by _gate. _stream is null once the handler is done.
    private readonly Queue<ReceivedRequest<TRequest>> _queue = new();
    private ServerCallStream? _stream;
    private bool _halfClosed;
    private bool _failed;
    private Status _failure;
    private bool _waiting;
    private bool _cancelledWait;
    private CancellationTokenRegistration _registration;

    // Reset under _gate by the reader; completed once by whoever took _waiting back.
    private ManualResetValueTaskSourceCore<bool> _wait;
    private TRequest? _current;

    public RequestStream(ServerCallStream stream, CallContext context, Marshaller<TRequest> marshaller, HandlerProfile profile)
    {
        _stream = stream;
        _context = context;
        _marshaller = marshaller;
        Profile = profile;
    }

    public HandlerProfile Profile { get; }

    public TRequest Current => _current ?? throw new InvalidOperationException("There is no current message: MoveNext was not called, or returned false.");

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        ValueTask<bool> next = MoveNextAsync(cancellationToken);
        return next.IsCompletedSuccessfully ? Task.FromResult(next.Result) : next.AsTask();
    }

    IAsyncEnumerator<TRequest> IAsyncEnumerable<TRequest>.GetAsyncEnumerator(CancellationToken cancellationToken) =>
        new Enumerator(this, cancellationToken);

    /// <summary>A message arrived, in an array that it may keep if that is not null. False with the end of the call when it cannot be read.</summary>
    public bool OnMessage(ReadOnlySpan<byte> payload, byte[]? owned, int wireBytes, bool compressed, out Status fault)
    {
        fault = default;
        TRequest? message = null;
        byte[]? bytes = null;
        if (!_marshaller.IsTrusted)
        {
            bytes = ArrayPool<byte>.Shared.Rent(payload.Length);
            payload.CopyTo(bytes);
        }
        else if (!RequestParser.TryParse(_marshaller, payload, owned, out message, out fault))
        {
            return false;
        }

        lock (_gate)
        {
            _queue.Enqueue(new ReceivedRequest<TRequest>(message, bytes, payload.Length, wireBytes, compressed));
            WakeReader();
        }

        return true;
    }

    /// <summary>The caller sends no more.</summary>
    public void OnHalfClose()
    {
        lock (_gate)
        {
            _halfClosed = true;
            WakeReader();
        }
    }

    /// <summary>The call ended otherwise than by its handler: from now on reads fail. <see cref="Wake"/> tells the one that waits.</summary>
    public void Fail(in Status failure)
    {
        lock (_gate)
        {
            if (_failed)
                return;
            _failed = true;
            _failure = failure;
            DropQueue();
        }
    }

    /// <summary>Lets the read that waits look again.</summary>
    public void Wake()
    {
        lock (_gate)
            WakeReader();
    }

    /// <summary>The handler is done: what it left is dropped, and the stream is not touched any more.</summary>
    public void Detach()
    {
        Fail(new Status(StatusCode.Cancelled, "the handler has returned"));
        lock (_gate)
        {
            _stream = null;
            WakeReader();
        }
    }

    public bool GetResult(short token) => _wait.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _wait.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    /// <summary>Completes the waiting read, where handlers run.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (!TryEndWait(out bool moved, out Exception? failure))
            return;
        if (failure is null)
            _wait.SetResult(moved);
        else
            _wait.SetException(failure);
    }

    private ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ReceivedRequest<TRequest> next;
        lock (_gate)
        {
            if (_waiting)
                throw new InvalidOperationException("Another read of this stream is waiting already.");
            if (_failed)
                throw ReadFailure();
            if (!_queue.TryDequeue(out next))
            {
                _current = null;
                if (_halfClosed)
                    return new ValueTask<bool>(false);
                return Wait(cancellationToken);
            }

            _stream?.Consume(next.WireBytes);
        }

        _current = Take(next);
        return new ValueTask<bool>(true);
    }

    // Under _gate.
    private ValueTask<bool> Wait(CancellationToken cancellationToken)
    {
        _waiting = true;
        _cancelledWait = false;
        _wait.Reset();
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static state => ((RequestStream<TRequest>)state!).OnWaitCancelled(), this);
        return new ValueTask<bool>(this, _wait.Version);
    }

    private void OnWaitCancelled()
    {
        lock (_gate)
        {
            _cancelledWait = true;
            WakeReader();
        }
    }

    // Under _gate. Runs nothing here: the reader's continuation is the application's code.
    private void WakeReader()
    {
        if (!_waiting)
            return;
        if (_stream is { } stream)
            stream.Schedule(this);
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool TryEndWait(out bool moved, out Exception? failure)
    {
        ReceivedRequest<TRequest> next = default;
        CancellationTokenRegistration registration;
        moved = false;
        failure = null;
        lock (_gate)
        {
            if (!_waiting)
                return false;
            if (_failed)
                failure = ReadFailure();
            else if (_queue.TryDequeue(out next))
                moved = true;
            else if (_cancelledWait)
                failure = new OperationCanceledException(_registration.Token);
            else if (!_halfClosed)
                return false;
            _waiting = false;
            registration = _registration;
            _registration = default;
            if (moved)
                _stream?.Consume(next.WireBytes);
        }

        registration.Dispose();
        if (moved)
        {
            try
            {
                _current = Take(next);
            }
            catch (RpcException e)
            {
                failure = e;
            }
        }

        return true;
    }

    private TRequest Take(in ReceivedRequest<TRequest> request)
    {
        _context.RequestWasCompressed = request.WasCompressed;
        if (request.Bytes is not { } bytes)
            return request.Message!;
        bool parsed = RequestParser.TryParse(_marshaller, bytes.AsSpan(0, request.Length), null, out TRequest? message, out Status fault);
        ArrayPool<byte>.Shared.Return(bytes);
        return parsed ? message! : throw new RpcException(fault);
    }

    private Exception ReadFailure() => StreamFailure.ToException(_failure, _context.CancellationToken);

    private void DropQueue()
    {
        foreach (ReceivedRequest<TRequest> request in _queue)
            if (request.Bytes is { } bytes)
                ArrayPool<byte>.Shared.Return(bytes);
        _queue.Clear();
    }

    private sealed class Enumerator(RequestStream<TRequest> stream, CancellationToken cancellationToken) : IAsyncEnumerator<TRequest>
    {
        public TRequest Current => stream.Current;

        public ValueTask<bool> MoveNextAsync() => stream.MoveNextAsync(cancellationToken);

        public ValueTask DisposeAsync() => default;
    }
}
