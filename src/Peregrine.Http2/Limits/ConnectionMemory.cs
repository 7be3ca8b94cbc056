namespace Peregrine.Http2.Limits;

/// <summary>
/// What one connection may hold for one purpose: its own limit, and, beyond a first step, what the budget of all connections has left. The budget is asked in steps, so that small
/// traffic never touches it. Guarded by the connection's gate.
/// </summary>
internal sealed class ConnectionMemory(long limit, string option, MemoryBudget memory)
{
    private const long Step = 1 << 20;

    private readonly long _free = Math.Min(limit, Step);
    private long _granted = Math.Min(limit, Step);

    /// <summary>Why the last <see cref="Allows"/> was false.</summary>
    public AbuseReport Excess { get; private set; }

    /// <summary>What is taken of the budget of all connections.</summary>
    public long OfBudget => _granted - _free;

    /// <summary>Whether so much may be held.</summary>
    public bool Allows(long held) => held <= _granted || TryGrant(held);

    /// <summary>No more than this is held now: what was taken of the common budget and is not needed goes back.</summary>
    public void Shrink(long held)
    {
        if (_granted == _free)
        {
            return;
        }
        if (held <= _free / 2)
        {
            Return(_free);
        }
        else if (held <= _granted - (2 * Step))
        {
            Return(Math.Max(_free, held + Step));
        }
    }

    /// <summary>The connection is over.</summary>
    public void Release() => Return(_free);

    private bool TryGrant(long held)
    {
        if (held > limit)
        {
            Excess = new AbuseReport(AbuseKind.BufferedBytes, held, limit, option);
            return false;
        }
        long more = Math.Max(held - _granted, Step);
        if (!memory.TryReserveShare(more, OfBudget))
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
