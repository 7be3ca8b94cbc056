using System.Runtime.CompilerServices;
using Peregrine.Calls;
using Peregrine.Http2;
using Peregrine.Server.Telemetry;

namespace Peregrine.Server;

/// <summary>
/// One call on its way through the server: waits for what its kind needs, runs the handler, turns what the handler did into the call's end.
/// Reused by its stream for later calls of the same method; between <see cref="Begin"/> and the stream's release it belongs to one call.
/// </summary>
/// <remarks>
/// Three parties can end a call: the handler, the deadline, and the transport (peer or connection). The stream decides who was first, once;
/// the losers' results are dropped (rules 1 and 21).
/// </remarks>
internal abstract class ServerCall : CallListener, IHttp2Work
{
    // The handler's way: _phase only moves forward, by compare-and-swap.
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Abandoned = 2;

    // Immutable after construction.
    private readonly Action _onHandlerCompleted;
    private readonly ServerDeadline _deadline;

    // Set by Begin.
    private ServerCallStream? _stream;
    private bool _hasDeadline;
    private CallContext? _context;
    private LinkedListNode<ServerCall>? _queuePlace;
    private CallRecord _record;

    // Any thread.
    private int _phase;
    private volatile bool _over;

    // The handler's thread.
    private Task? _handlerTask;
    private int _admissions;

    protected ServerCall(ServerCore core, MethodEntry entry)
    {
        Core = core;
        Entry = entry;
        _onHandlerCompleted = OnHandlerCompleted;
        _deadline = new ServerDeadline(this);
    }

    /// <summary>The method.</summary>
    public MethodEntry Entry { get; }

    HandlerProfile? IHttp2Work.Profile => Entry.Profile;

    protected ServerCore Core { get; }

    protected ServerCallStream Stream => _stream!;

    /// <summary>What the handler is given; a fresh one for each call.</summary>
    protected CallContext Context => _context!;

    /// <summary>A call begins. On the transport's thread.</summary>
    public void Begin(ServerCallStream stream)
    {
        _stream = stream;
        _phase = Waiting;
        _over = false;
        _handlerTask = null;
        _admissions = 0;
        _queuePlace = null;
        Core.Counters?.OnStarted();
        bool isNoted = ServerTelemetry.IsEnabled;
        // One reading of the clock serves the deadline, its timer and telemetry, and all calls that came together.
        long now = isNoted || stream.Timeout is not null ? stream.ArrivedAt(Core.Clock) : 0;
        if (isNoted)
            _record = ServerTelemetry.Start(Entry.Labels, stream.Head, now);
        else if (_record.Labels is not null)
            _record = default;
        Reset();
        if (stream.Timeout is { } timeout)
        {
            _context = new CallContext(Core, stream, Core.DeadlineAfter(timeout, now));
            _hasDeadline = true;
            Core.Deadlines.Arm(_deadline, timeout, now);
        }
        else
        {
            _context = new CallContext(Core, stream, DateTime.MaxValue);
            _hasDeadline = false;
        }

        OnBegin();
    }

    /// <inheritdoc/>
    public override void OnEnd(in CallEnd end)
    {
        Record(end.Status);
        CancelHandler(end.Status);
        if (TryLeaveWaiting(Abandoned))
            LetGo();
        else if (_queuePlace is { } place && Core.LeaveQueue(this, place, _admissions))
            LetGo();
    }

    /// <summary>A limiter that made the call wait lets it in. Any thread.</summary>
    public void OnAdmitted()
    {
        _queuePlace = null;
        _admissions++;
        Admit();
    }

    /// <summary>The deadline passed. On a timer's thread.</summary>
    public void OnDeadline()
    {
        var status = new Status(StatusCode.DeadlineExceeded, "the deadline passed");
        if (!SendEnd(status, null))
            return;
        CancelHandler(status);
        if (TryLeaveWaiting(Abandoned)
            || (_queuePlace is { } place && Core.LeaveQueue(this, place, _admissions)))
            LetGo();
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_over)
        {
            // Ended before the handler began: it is not called.
            ExitLimiters();
            LetGo();
            return;
        }

        CallContext context = Context;
        Task? task = Invoke(context, out Exception? thrown);
        if (task is null)
            End(context, thrown!);
        else if (task.IsCompleted)
            Settle(context, task);
        else
            Await(task);
    }

    /// <summary>Forgets what the last call left.</summary>
    protected abstract void Reset();

    /// <summary>What this kind of call does at its beginning.</summary>
    protected abstract void OnBegin();

    /// <summary>Calls the handler.</summary>
    protected abstract Task CallHandler(CallContext context);

    /// <summary>The handler's task ran to completion and its status is OK: sends what the call ends with. False when the call had ended before.</summary>
    protected abstract bool Reply(CallContext context, Task completed);

    /// <summary>The call ended otherwise than by its handler: from now on its reads and writes fail. Any thread.</summary>
    protected virtual void Fail(in Status status)
    {
    }

    /// <summary>Reads and writes that wait are woken. Any thread; runs no user code.</summary>
    protected virtual void WakeWaiters()
    {
    }

    /// <summary>The handler is done: its reader and writer must not touch the stream any more.</summary>
    protected virtual void OnHandlerDone()
    {
    }

    /// <summary>Everything the handler needs is there: runs it as soon as limits allow.</summary>
    protected void Start()
    {
        if (TryLeaveWaiting(Started))
            Admit();
    }

    /// <summary>Ends the call for a fault of the caller's, before its handler was started.</summary>
    protected void Refuse(in Status status)
    {
        if (!TryLeaveWaiting(Abandoned))
            return;
        SendEnd(status, null);
        LetGo();
    }

    /// <summary>Ends the call for a fault found while the handler runs, which is cancelled.</summary>
    protected void Break(in Status status)
    {
        if (!SendEnd(status, null))
            return;
        CancelHandler(status);
    }

    /// <summary>Counts a request for telemetry; <paramref name="wireBytes"/> is what it was on the wire, with its prefix.</summary>
    protected void CountReceived(int bytes, int wireBytes)
    {
        Stream.Counters?.OnReceived();
        _record.Received(bytes, wireBytes - CallStream.Headroom);
    }

    /// <summary>Counts a response for telemetry; <paramref name="sentBefore"/> is what the stream had sent before it.</summary>
    public void CountSent(int bytes, long sentBefore)
    {
        Stream.Counters?.OnSent();
        _record.Sent(bytes, (int)(Stream.SentBytes - sentBefore));
    }

    /// <summary>The handler's end as OK with the only message.</summary>
    [MethodImpl(Compiled.Apart)]
    protected bool SendReply<T>(CallContext context, Marshaller<T> marshaller, T message)
    {
        var scratch = Messages.MessageScratch.Take();
        try
        {
            scratch.Serialize(marshaller, message, CallStream.Headroom);
            int length = scratch.PayloadLength;
            if (length > Entry.Settings.SendLimits.MaxBytes)
                return SendEnd(Entry.Settings.SendLimits.TooLong(length), context.TrailersIfAny);
            long before = Stream.SentBytes;
            bool isSent = scratch.Pieces.IsEmpty
                ? Stream.SendReply(scratch.Framed, context.WriteFlags, context.TrailersIfAny)
                : Stream.SendReply(scratch.Pieces, context.WriteFlags, context.TrailersIfAny);
            if (!isSent)
                return false;
            if (Stream.SentInstead is null)
                CountSent(length, before);
            Record(Status.DefaultSuccess);
            return true;
        }
        finally
        {
            scratch.Return();
        }
    }

    /// <summary>The call's end. False when it had ended before.</summary>
    protected bool SendEnd(in Status status, Metadata? trailers)
    {
        if (!Stream.SendTrailers(status, trailers))
            return false;
        Record(status);
        return true;
    }

    // In this order: a handler that sees its token cancelled cannot write any more, and one whose read fails finds its token cancelled.
    private void CancelHandler(in Status status)
    {
        _over = true;
        Fail(status);
        // Null: the handler is done just now, and there is nothing to cancel any more.
        _context?.Cancel();
        WakeWaiters();
    }

    // Without a deadline only the transport's thread comes here, and an interlocked instruction is dear. The one exception, a connection that
    // another thread aborts just now, does no harm: the stream is released twice and never used again.
    private bool TryLeaveWaiting(int phase)
    {
        if (_hasDeadline)
            return Interlocked.CompareExchange(ref _phase, phase, Waiting) == Waiting;
        if (_phase != Waiting)
            return false;
        _phase = phase;
        return true;
    }

    private void Admit()
    {
        if (!Core.HasLimits(Entry))
        {
            Stream.Schedule(this);
            return;
        }

        switch (Core.Admit(this, ref _admissions, out LinkedListNode<ServerCall>? place, out Status full))
        {
            case Admission.Admitted:
                Stream.Schedule(this);
                break;
            case Admission.Queued:
                _queuePlace = place;
                break;
            default:
                SendEnd(full, null);
                ExitLimiters();
                LetGo();
                break;
        }
    }

    private Task? Invoke(CallContext context, out Exception? thrown)
    {
        // What a handler sets in the execution context must not leak into the next call on this thread.
        ExecutionContext? before = ExecutionContext.Capture();
        thrown = null;
        try
        {
            if (AmbientCall.IsObserved)
                AmbientCall.Current = context;
            ServerTelemetry.Enter(_record);
            return CallHandler(context) ?? throw new InvalidOperationException("The handler returned no task.");
        }
        catch (Exception e)
        {
            thrown = e;
            return null;
        }
        finally
        {
            if (before is not null && ExecutionContext.Capture() != before)
                ExecutionContext.Restore(before);
        }
    }

    private void Await(Task task)
    {
        _handlerTask = task;
        ConfiguredTaskAwaitable.ConfiguredTaskAwaiter awaiter = task.ConfigureAwait(false).GetAwaiter();
        awaiter.UnsafeOnCompleted(_onHandlerCompleted);
    }

    private void OnHandlerCompleted() => Settle(Context, _handlerTask!);

    private void Settle(CallContext context, Task task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            End(context, task.Exception?.InnerException ?? new OperationCanceledException("The handler cancelled itself."));
            return;
        }

        bool ended;
        try
        {
            ended = context.HandlerStatus.StatusCode != StatusCode.OK
                ? SendEnd(context.HandlerStatus, context.TrailersIfAny)
                : Reply(context, task);
        }
        catch (Exception e)
        {
            // A marshaller that throws is the application's, as the handler is.
            End(context, e);
            return;
        }

        Done(ended);
    }

    // Rule 15.
    private void End(CallContext context, Exception exception)
    {
        Status status = HandlerFailure.ToStatus(exception, context, Core.Options.DetailedErrors, out Metadata? trailers);
        bool ended = SendEnd(status, trailers);
        if (HandlerFailure.IsFault(exception, context))
            Core.Log.HandlerFailed(Entry.Method.FullName, exception, ended);
        Done(ended);
    }

    private void Done(bool ended)
    {
        _over = true;
        OnHandlerDone();

        // Whoever ended the call instead may still be cancelling its context. What the call of an idle stream refers to would outlive its time.
        if (ended)
        {
            _context = null;
            _handlerTask = null;
        }

        ExitLimiters();
        LetGo();
    }

    private void ExitLimiters()
    {
        if (_admissions > 0)
            Core.Exit(this, _admissions);
    }

    /// <summary>The last touch of the handler's side: exactly once a call.</summary>
    private void LetGo()
    {
        // What is old here must not hold what is young while it waits for its next call: each collection would copy it and walk the object again.
        _context = null;
        _handlerTask = null;

        // A deadline that fires right now, or has, may still be looking at the call and its stream: then they are left to the garbage collector.
        if (!_hasDeadline || Core.Deadlines.Disarm(_deadline))
            Stream.Release();
    }

    // What counts is the status that the caller gets.
    private void Record(in Status asked)
    {
        Status status = Stream.SentInstead ?? asked;
        Core.Counters?.OnEnded(status.StatusCode);
        Core.Telemetry.End(_record, status, Stream.SentBytes);
    }
}
