using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>
/// What the typed views of a call have in common while it is under way: the deadline, the callers' tokens, and the one transition to its end,
/// which the peer, the deadline, the caller and the transport race for. The winner's status is the call's; the losers' are discarded (rule 21).
/// </summary>
internal abstract class ActiveCall : CallListener
{
    private readonly CallDeadline _deadlineEntry;

    // Set by Prepare and Watch, before another thread can end the call through the transport.
    private CallSettings _settings;
    private CancellationTokenRegistration _cancellation;
    private CancellationTokenRegistration _parentCancellation;
    private bool _armed;

    // Even: running; odd: over. Never the same even number twice, so that a late Dispose cannot end the next call of a pooled object.
    private int _phase = 1;

    protected ActiveCall() => _deadlineEntry = new CallDeadline(this);

    /// <summary>The transport's side of the call.</summary>
    protected ClientCallStream Stream { get; set; } = null!;

    protected ref readonly CallSettings Settings => ref _settings;

    /// <summary>Where the settings of the next call are written, while none is under way.</summary>
    internal ref CallSettings NextSettings => ref _settings;

    protected bool IsOver => (Volatile.Read(ref _phase) & 1) != 0;

    /// <summary>Names the call that this object carries now.</summary>
    protected int Phase => Volatile.Read(ref _phase);

    /// <summary>Whether, after the end, neither timer nor tokens can still reach this object, so that it may carry another call.</summary>
    protected bool IsUnreachable { get; private set; }

    /// <summary>Takes the settings of a new call. Nothing happens yet that another thread could notice.</summary>
    protected void Prepare(in CallSettings settings)
    {
        _settings = settings;
        Prepare();
    }

    /// <summary>The same, where they were written to <see cref="NextSettings"/>.</summary>
    protected void Prepare()
    {
        _armed = false;
        _cancellation = default;
        _parentCancellation = default;
        IsUnreachable = false;
        _settings.Channel.Counters?.OnStarted();
        // An odd phase is nobody else's to change.
        Volatile.Write(ref _phase, _phase + 1);
    }

    /// <summary>Lets the deadline and the tokens loose on the call, before it is started: it may be over when this returns.</summary>
    protected void Watch()
    {
        if (_settings.Deadline is not null)
        {
            TimeSpan left = _settings.Left;
            // Rule 19: an expired call fails here and is never sent.
            if (left <= TimeSpan.Zero)
            {
                OnDeadline();
                return;
            }
            _armed = true;
            _settings.Channel.Deadlines.Arm(_deadlineEntry, left, _settings.Made);
        }
        if (_settings.Cancellation.CanBeCanceled)
            _cancellation = _settings.Cancellation.UnsafeRegister(static state => ((ActiveCall)state!).OnCancelled(), this);
        if (_settings.ParentCancellation.CanBeCanceled)
            _parentCancellation = _settings.ParentCancellation.UnsafeRegister(static state => ((ActiveCall)state!).OnParentCancelled(), this);
        // The call may have ended between two of these steps, when what came later was not there to be taken back.
        if (IsOver)
            Unwatch();
    }

    /// <summary>Ends the call <paramref name="phase"/> of this object from this side with <paramref name="status"/>, unless it is over.</summary>
    protected void EndLocally(int phase, in Status status, CancellationToken cancelledBy = default)
    {
        if ((phase & 1) != 0 || Interlocked.CompareExchange(ref _phase, phase + 1, phase) != phase)
            return;
        Unwatch();
        IsUnreachable = false;
        ClientCallStream? stream = Stream;
        _settings.Channel.Counters?.OnEnded(status.StatusCode);
        NoteEnd(status);
        Ended(new CallOutcome(status, null, cancelledBy), fromTransport: false);
        stream?.Cancel(status);
    }

    public sealed override void OnEnd(in CallEnd end)
    {
        int phase = Phase;
        if ((phase & 1) != 0 || TryGoOn(end) || Interlocked.CompareExchange(ref _phase, phase + 1, phase) != phase)
            return;
        Unwatch();
        CallOutcome outcome = IsDeadlineInDisguise(end.Status) ? new CallOutcome(DeadlineStatus(), null) : Conclude(end);
        _settings.Channel.Counters?.OnEnded(outcome.Status.StatusCode);
        NoteEnd(outcome.Status);
        Ended(outcome, fromTransport: true);
    }

    /// <summary>From now on the call's notes are kept there.</summary>
    protected void NoteIn(ClientCallRecord? record)
    {
        if (record is not null)
            _settings = _settings.WithRecord(record);
    }

    /// <summary>Tells telemetry how the call ended.</summary>
    protected virtual void NoteEnd(in Status status) => _settings.Record?.End(status);

    /// <summary>Whether the call goes on in spite of this end, because it was started again.</summary>
    protected virtual bool TryGoOn(in CallEnd end) => false;

    /// <summary>What the peer's end means to a caller of this kind of call (a unary call wants exactly one message).</summary>
    protected abstract CallOutcome Conclude(in CallEnd end);

    /// <summary>The call is over, decided once. Runs no user code: it schedules that.</summary>
    protected abstract void Ended(CallOutcome outcome, bool fromTransport);

    private void OnDeadline() => EndLocally(Phase, DeadlineStatus());

    private void OnCancelled() => EndLocally(
        Phase,
        new Status(StatusCode.Cancelled, "the call was cancelled by its caller"),
        _settings.Channel.Options.ThrowOperationCanceledOnCancellation ? _settings.Cancellation : default);

    private void OnParentCancelled() => EndLocally(
        Phase,
        new Status(StatusCode.Cancelled, "the call was cancelled with the server call that it was made for"),
        _settings.Channel.Options.ThrowOperationCanceledOnCancellation ? _settings.ParentCancellation : default);

    private Status DeadlineStatus() => new(StatusCode.DeadlineExceeded, Stream?.Progress is { Length: > 0 } progress ? $"deadline exceeded while {progress}" : "deadline exceeded");

    // Rule 8: a server whose copy of the deadline passed a moment earlier resets with CANCEL; to our caller it is the deadline all the same.
    private bool IsDeadlineInDisguise(in Status status) =>
        status.StatusCode == StatusCode.Cancelled && status.Origin == StatusOrigin.Local
        && _settings.Deadline is { } deadline && deadline <= _settings.Channel.UtcNow;

    private void Unwatch()
    {
        bool alone = true;
        if (_armed)
            alone = _settings.Channel.Deadlines.Disarm(_deadlineEntry);
        if (_settings.Cancellation.CanBeCanceled)
            alone &= _cancellation.Unregister();
        if (_settings.ParentCancellation.CanBeCanceled)
            alone &= _parentCancellation.Unregister();
        IsUnreachable = alone;
    }

    private sealed class CallDeadline(ActiveCall call) : DeadlineEntry
    {
        internal override void OnDeadline() => call.OnDeadline();
    }
}
