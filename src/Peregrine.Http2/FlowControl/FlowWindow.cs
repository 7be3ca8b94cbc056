namespace Peregrine.Http2.FlowControl;

/// <summary>How many DATA bytes may be sent (RFC 9113 §6.9). A value; negative after the peer lowered its initial window size.</summary>
internal struct FlowWindow(int initial)
{
    /// <summary>The largest a window may be (RFC 9113 §6.9.1).</summary>
    public const int Max = int.MaxValue;

    /// <summary>The window that every stream and connection starts with (RFC 9113 §6.9.2).</summary>
    public const int Default = 65535;

    /// <summary>What may be sent now.</summary>
    public int Available { get; private set; } = initial;

    /// <summary>Bytes were sent.</summary>
    public void Spend(int bytes) => Available -= bytes;

    /// <summary>WINDOW_UPDATE, or a change of the initial size. False: the window would overflow.</summary>
    public bool TryGrow(int bytes)
    {
        long grown = (long)Available + bytes;
        if (grown > Max)
        {
            return false;
        }
        Available = (int)grown;
        return true;
    }
}
