namespace Peregrine.Http2.FlowControl;

/// <summary>
/// Estimates how large windows must be so that they do not throttle: the bytes that arrive during one PING round trip are the bandwidth-delay product.
/// A value without clock or I/O.
/// </summary>
internal struct BandwidthEstimate(int window, int max)
{
    // A probe that brought nothing makes the next one rarer, up to one for so many quarters of the window.
    private const int MaxPatience = 64;

    private long _sinceProbe;
    private int _patience = 1;
    private bool _probing;

    /// <summary>The window that the estimate asks for; it only grows.</summary>
    public int Window { get; private set; } = window;

    /// <summary>DATA arrived. True: send a probe now (DATA has come that a probe is worth, and none is under way).</summary>
    public bool Receive(int bytes)
    {
        _sinceProbe += bytes;
        // A quarter of the window since the last probe: traffic that could become throttled, never small calls.
        if (_probing || Window >= max || _sinceProbe < Window / 4 * (long)_patience)
        {
            return false;
        }
        _probing = true;
        _sinceProbe = 0;
        return true;
    }

    /// <summary>The probe's answer came. True: the window grew, because half of it or more arrived within one round trip.</summary>
    public bool ReceiveAck()
    {
        _probing = false;
        long duringProbe = _sinceProbe;
        _sinceProbe = 0;
        if (duringProbe < Window / 2 || Window >= max)
        {
            _patience = Math.Min(_patience * 2, MaxPatience);
            return false;
        }
        _patience = 1;
        Window = (int)Math.Min(max, duringProbe * 4L > Window ? Math.Min(duringProbe * 4, Window * 2L) : Window);
        return true;
    }
}
