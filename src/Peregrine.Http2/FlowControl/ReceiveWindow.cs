namespace Peregrine.Http2.FlowControl;

/// <summary>
/// What the peer may send, and what it is owed for bytes that were taken. A value. Always: available + held + owed = target + extra, where "held" is what
/// arrived and is not consumed, and "extra" is what <see cref="Lend"/> lent beyond the target.
/// </summary>
internal struct ReceiveWindow(int target)
{
    private int _owed;
    private int _extra;

    /// <summary>What the window is when all is consumed.</summary>
    public int Target { get; private set; } = target;

    /// <summary>What the peer may send now.</summary>
    public int Available { get; private set; } = target;

    /// <summary>What arrived and was not consumed.</summary>
    public int Held { get; private set; }

    /// <summary>DATA arrived. False: the peer sent more than it was allowed.</summary>
    public bool TryReceive(int bytes)
    {
        if (bytes > Available)
        {
            return false;
        }
        Available -= bytes;
        Held += bytes;
        return true;
    }

    /// <summary>Bytes were taken. Returns the increment to announce now, or 0 while it is too small to be worth a frame.</summary>
    public int Consume(int bytes)
    {
        bytes = Math.Min(bytes, Held);
        Held -= bytes;
        int repaid = Math.Min(_extra, bytes);
        _extra -= repaid;
        _owed += bytes - repaid;
        return _owed >= Target / 2 ? TakeOwed() : 0;
    }

    /// <summary>
    /// A reader needs <paramref name="bytes"/> more before it can consume. Returns the increment to announce of what is owed anyway, or 0; what is lacking
    /// after that must be lent.
    /// </summary>
    public int Expect(int bytes, out int lacking)
    {
        bytes = Math.Min(bytes, FlowWindow.Max - Target);
        int increment = bytes > Available ? TakeOwed() : 0;
        lacking = (int)Math.Clamp((long)bytes - Available, 0, FlowWindow.Max);
        return increment;
    }

    /// <summary>The peer may send so much more, once. Returns the increment to announce.</summary>
    public int Lend(int bytes)
    {
        _extra += bytes;
        Available += bytes;
        return bytes + TakeOwed();
    }

    /// <summary>A larger window from now on, unless something is lent: both together could exceed what a window may be. Returns the increment to announce.</summary>
    public int Raise(int target)
    {
        int delta = target - Target;
        if (delta <= 0 || _extra > 0)
        {
            return 0;
        }
        Target = target;
        Available += delta;
        return delta + TakeOwed();
    }

    /// <summary>The peer applied another initial window size by itself (SETTINGS, RFC 9113 §6.9.2); nothing is announced.</summary>
    public void Shift(int delta)
    {
        Target += delta;
        Available += delta;
    }

    private int TakeOwed()
    {
        int owed = _owed;
        Available += owed;
        _owed = 0;
        return owed;
    }
}
