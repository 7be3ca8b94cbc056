namespace Peregrine.Client;

/// <summary>Where a call goes: a subchannel, the queue until the next picker, or nowhere. Immutable; a picker makes its results once, not for each call.</summary>
internal sealed class PickResult
{
    private PickResult(Subchannel? subchannel, Status failure, bool isDrop)
    {
        Subchannel = subchannel;
        Failure = failure;
        IsDrop = isDrop;
    }

    /// <summary>Wait for the next picker.</summary>
    public static PickResult Queue { get; } = new(null, default, false);

    public Subchannel? Subchannel { get; }

    public Status Failure { get; }

    public bool IsFailure => Failure.StatusCode != StatusCode.OK;

    /// <summary>The failure holds for calls that wait for ready too (rule 70).</summary>
    public bool IsDrop { get; }

    public static PickResult To(Subchannel subchannel) => new(subchannel, default, false);

    public static PickResult Fail(in Status status) => new(null, status, false);

    public static PickResult Drop(in Status status) => new(null, status, true);
}
