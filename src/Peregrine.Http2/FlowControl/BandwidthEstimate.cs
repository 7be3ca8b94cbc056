namespace Peregrine.Http2.FlowControl;

/// <summary>
/// Estimates how large windows must be so that they do not throttle: the bytes that arrive during one PING round trip are the bandwidth-delay product, unless
/// they stood in a queue. A value without clock or I/O.
/// </summary>
internal struct BandwidthEstimate(int window, int max)
{
    // A probe that brought nothing makes the next one rarer, up to one for so many quarters of the window.
    private const int MaxPatience = 64;

    // A round trip so much longer than the shortest has stood in a queue; a larger window is then worth it only if the last one made this much faster.
    private const double Queued = 1.5;
    private const double Faster = 1.25;

    // What lets so much through is not the bottleneck; as code gets warm, the same window is faster, which says nothing about a larger one.
    private const double EnoughBytesPerSecond = 1e9;

    private long _sinceProbe;
    private int _patience = 1;
    private bool _probing;
    private TimeSpan _shortest = TimeSpan.MaxValue;
    private double _fastest;

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

    /// <summary>A round trip was measured.</summary>
    public void Measure(TimeSpan roundTrip)
    {
        if (roundTrip < _shortest)
        {
            _shortest = roundTrip;
        }
    }

    /// <summary>
    /// The probe's answer came. True: the window grew, because half of it or more arrived within one round trip, and that round trip was not long for the bytes
    /// in front of it alone: a window that only fills queues would grow for ever, and drive data out of the processor's caches.
    /// </summary>
    public bool ReceiveAck(TimeSpan roundTrip)
    {
        if (!_probing)
        {
            return false; // nobody asked
        }
        _probing = false;
        long duringProbe = _sinceProbe;
        _sinceProbe = 0;
        Measure(roundTrip);
        bool pays = !HasQueued(roundTrip, duringProbe) && (roundTrip == TimeSpan.Zero || Window < EnoughBytesPerSecond * roundTrip.TotalSeconds);
        if (duringProbe < Window / 2 || Window >= max || !pays)
        {
            _patience = Math.Min(_patience * 2, MaxPatience);
            return false;
        }
        _patience = 1;
        Window = (int)Math.Min(max, Math.Min(duringProbe * 4, Window * 2L));
        return true;
    }

    private bool HasQueued(TimeSpan roundTrip, long bytes)
    {
        double speed = bytes / Math.Max(1.0, roundTrip.Ticks);
        double before = _fastest;
        _fastest = Math.Max(before, speed);
        return roundTrip > _shortest * Queued && (before == 0 || speed < before * Faster);
    }
}
