using Peregrine.Http2;
using Peregrine.Messages;

namespace Peregrine.Server;

/// <summary>
/// The responses of a streaming call, as its handler writes them, from any number of threads: each goes out whole, in the order of the
/// calls. A write waits while the caller does not keep up. Waking waiting writers is scheduled, so that they run where handlers run.
/// </summary>
internal sealed class ResponseStream<TResponse> : IServerStreamWriter<TResponse>, IHttp2Work
    where TResponse : class
{
    // Immutable after construction.
    private readonly ServerCall _call;
    private readonly CallContext _context;
    private readonly Marshaller<TResponse> _marshaller;
    private readonly Lock _gate = new();

    // Guarded by _gate. _stream is null once the handler is done.
    private ServerCallStream? _stream;
    private bool _failed;
    private Status _failure;
    private TaskCompletionSource? _drained;

    public ResponseStream(ServerCallStream stream, CallContext context, Marshaller<TResponse> marshaller, ServerCall call)
    {
        _stream = stream;
        _context = context;
        _marshaller = marshaller;
        _call = call;
        Profile = call.Entry.Profile;
    }

    public HandlerProfile Profile { get; }

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TResponse message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(TResponse message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        var scratch = MessageScratch.Take();
        try
        {
            scratch.Serialize(_marshaller, message, CallStream.Headroom);
            MessageLimits limits = _call.Entry.Settings.SendLimits;
            if (scratch.PayloadLength > limits.MaxBytes)
                return Task.FromException(new RpcException(limits.TooLong(scratch.PayloadLength)));
            Task? drained = Write(scratch);
            if (drained is null)
                return Task.CompletedTask;
            return cancellationToken.CanBeCanceled ? drained.WaitAsync(cancellationToken) : drained;
        }
        catch (Exception e)
        {
            return Task.FromException(e);
        }
        finally
        {
            scratch.Return();
        }
    }

    /// <summary>The transport can take more, or the call has failed: lets the writes that wait look again. Any thread.</summary>
    public void Wake()
    {
        lock (_gate)
            WakeWriters();
    }

    /// <summary>The call ended otherwise than by its handler: from now on writes fail. <see cref="Wake"/> tells those that wait.</summary>
    public void Fail(in Status failure)
    {
        lock (_gate)
        {
            if (_failed)
                return;
            _failed = true;
            _failure = failure;
        }
    }

    /// <summary>The handler is done: the stream is not touched any more. What was written is on its way (rule 35).</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _stream = null;
            WakeWriters();
        }
    }

    /// <summary>Completes the waiting writes, where handlers run.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        TaskCompletionSource? drained;
        Exception? failure;
        lock (_gate)
        {
            drained = _drained;
            _drained = null;
            failure = _failed ? WriteFailure() : null;
        }

        if (failure is null)
            drained?.TrySetResult();
        else
            drained?.TrySetException(failure);
    }

    // The task to wait for, null when the next message may come at once.
    private Task? Write(MessageScratch message)
    {
        lock (_gate)
        {
            if (_failed)
                throw WriteFailure();
            if (_stream is null)
                throw new InvalidOperationException("The handler has returned: its call takes no more messages.");
            _context.OnHeadersSent();
            long before = _stream.SentBytes;
            WriteFlags flags = WriteOptions?.Flags ?? _context.WriteFlags;
            bool writable = _stream.Write(message, flags);
            _call.CountSent(message.PayloadLength, before);
            if (writable)
                return null;
            _drained ??= new TaskCompletionSource();
            return _drained.Task;
        }
    }

    // Under _gate.
    private void WakeWriters()
    {
        if (_drained is null)
            return;
        if (_stream is { } stream)
            stream.Schedule(this);
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private Exception WriteFailure() => StreamFailure.ToException(_failure, _context.CancellationToken);
}
