using System.Threading.Tasks.Sources;

namespace Peregrine.Client;

/// <summary>
/// The one continuation that waits for a call, and the fact that the call is over. Nothing runs inside <see cref="Complete"/>: whoever completes gets
/// to know whether someone waits, and schedules <see cref="Resume"/> where user code may run. Any thread.
/// </summary>
internal struct Completion
{
    private static readonly Action<object?> s_done = static _ => throw new InvalidOperationException("the marker of a completed call is not to be run");
    private static readonly Action<object?> s_registering = static _ => throw new InvalidOperationException("the marker of a registration is not to be run");

    // null → registering → a continuation; each of the three → done, once.
    private Action<object?>? _continuation;
    private object? _state;
    private object? _scheduler;
    private ExecutionContext? _context;
    private Action<object?>? _waiting;

    public readonly bool IsCompleted => ReferenceEquals(Volatile.Read(in _continuation), s_done);

    /// <summary>Whether <see cref="Complete"/> found a continuation, which <see cref="Resume"/> has to run.</summary>
    public readonly bool HasWaiter => _waiting is not null;

    /// <summary>Marks the end. True when a continuation waits, for which the caller schedules <see cref="Resume"/>.</summary>
    public bool Complete()
    {
        Action<object?>? waiting = Interlocked.Exchange(ref _continuation, s_done);
        if (waiting is null || ReferenceEquals(waiting, s_registering) || ReferenceEquals(waiting, s_done))
            return false;
        _waiting = waiting;
        return true;
    }

    /// <summary>Registers the continuation of an await. False when another waits already: a second waiter takes the call's task.</summary>
    public bool TryRegister(Action<object?> continuation, object? state, ValueTaskSourceOnCompletedFlags flags)
    {
        Action<object?>? found = Interlocked.CompareExchange(ref _continuation, s_registering, null);
        if (found is not null)
        {
            if (!ReferenceEquals(found, s_done))
                return false;
            Post(continuation, state, CaptureScheduler(flags), CaptureContext(flags));
            return true;
        }
        _state = state;
        _scheduler = CaptureScheduler(flags);
        _context = CaptureContext(flags);
        if (!ReferenceEquals(Interlocked.CompareExchange(ref _continuation, continuation, s_registering), s_registering))
            Post(continuation, state, _scheduler, _context);
        return true;
    }

    /// <summary>Runs the continuation that waited: here when it does not mind where, else through its context.</summary>
    public readonly void Resume()
    {
        Action<object?> continuation = _waiting!;
        if (_scheduler is null && _context is null)
            continuation(_state);
        else if (_scheduler is null)
            RunIn(_context!, continuation, _state);
        else
            Post(continuation, _state, _scheduler, _context);
    }

    private static object? CaptureScheduler(ValueTaskSourceOnCompletedFlags flags)
    {
        if ((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) == 0)
            return null;
        if (SynchronizationContext.Current is { } context && context.GetType() != typeof(SynchronizationContext))
            return context;
        return TaskScheduler.Current == TaskScheduler.Default ? null : TaskScheduler.Current;
    }

    private static ExecutionContext? CaptureContext(ValueTaskSourceOnCompletedFlags flags) =>
        (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) == 0 ? null : ExecutionContext.Capture();

    private static void RunIn(ExecutionContext context, Action<object?> continuation, object? state) =>
        ExecutionContext.Run(context, static pair => (((Action<object?>, object?))pair!).Item1((((Action<object?>, object?))pair!).Item2), (continuation, state));

    private static void Post(Action<object?> continuation, object? state, object? scheduler, ExecutionContext? context)
    {
        if (context is not null)
        {
            Action<object?> inner = continuation;
            object? innerState = state;
            continuation = _ => RunIn(context, inner, innerState);
        }
        switch (scheduler)
        {
            case SynchronizationContext synchronization:
                synchronization.Post(new SendOrPostCallback(continuation), state);
                break;
            case TaskScheduler tasks:
                _ = Task.Factory.StartNew(continuation, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, tasks);
                break;
            default:
                ThreadPool.UnsafeQueueUserWorkItem(continuation, state, preferLocal: true);
                break;
        }
    }
}
