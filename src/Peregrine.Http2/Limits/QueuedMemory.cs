namespace Peregrine.Http2.Limits;

/// <summary>
/// What one connection may have queued for sending: its own limit, and, beyond a first step, what the budget of all connections has left. The budget is asked in steps, so that small
/// traffic never touches it. Guarded by the connection's gate.
/// </summary>
internal sealed class QueuedMemory(long limit, MemoryBudget memory)
{
    private const long Step = 1 << 20;

    private readonly long _free = Math.Min(limit, Step);
    private long _granted = Math.Min(limit, Step);

    /// <summary>Why the last <see cref="Allows"/> was false.</summary>
    public AbuseReport Excess { get; private set; }

    /// <summary>Whether so much may be queued.</summary>
    public bool Allows(long queued) => queued <= _granted || TryGrant(queued);

    /// <summary>No more than this is queued now: what was taken of the common budget and is not needed goes back.</summary>
    public void Shrink(long queued)
    {
        if (_granted == _free)
        {
            return;
        }
        if (queued <= _free / 2)
        {
            Return(_free);
        }
        else if (queued <= _granted - (2 * Step))
        {
            Return(Math.Max(_free, queued + Step));
        }
    }

    /// <summary>The connection is over.</summary>
    public void Release() => Return(_free);

    private bool TryGrant(long queued)
    {
        if (queued > limit)
        {
            Excess = new AbuseReport(AbuseKind.BufferedBytes, queued, limit, nameof(Http2Options.MaxQueuedBytes));
            return false;
        }
        long more = Math.Max(queued - _granted, Step);
        if (!memory.TryReserve(more))
        {
            Excess = new AbuseReport(AbuseKind.BufferedBytes, memory.Used + more, memory.Bytes, nameof(Http2Options.Memory));
            return false;
        }
        _granted += more;
        return true;
    }

    private void Return(long keep)
    {
        memory.Release(_granted - keep);
        _granted = keep;
    }
}
