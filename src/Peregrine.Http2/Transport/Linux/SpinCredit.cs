using System.Diagnostics;

namespace Peregrine.Http2.Transport;

/// <summary>
/// Whether looking for events before sleeping pays: yes while events come within the look-out. What fails is tried again after ever more short
/// sleeps; being preempted while looking stops it for a while. Told by its loop what happened; knows no clock.
/// <code>
///            found: up to Sure; at Sure doubt is gone
///   credit > 0  ──missed──►  credit - 1  ──at 0──►  doubt doubles, credit = -doubt  ──short sleeps──►  credit > 0
/// </code>
/// </summary>
internal sealed class SpinCredit
{
    private const int Sure = 8;
    private const int LongestDoubt = 1023;

    private static readonly long s_short = Stopwatch.Frequency * 60 / 1_000_000;
    private static readonly long s_firstRest = Stopwatch.Frequency * 2 / 1_000;
    private static readonly long s_lastRest = Stopwatch.Frequency / 10;

    private int _credit;
    private int _doubt;
    private long _restUntil;
    private long _rest = s_firstRest;

    /// <summary>Whether the next wait should begin with a look-out.</summary>
    public bool MaySpin => _credit > 0;

    /// <summary>An event came while looking.</summary>
    public void Found()
    {
        if (_credit < Sure) _credit++;
        else _doubt = 0;
    }

    /// <summary>The look-out was over and nothing had come. What ends the sleep that follows says nothing: the peer may have waited for this very processor.</summary>
    public void Missed()
    {
        if (--_credit > 0) return;
        _doubt = Math.Min((_doubt * 2) + 1, LongestDoubt);
        _credit = -_doubt;
    }

    /// <summary>A sleep without a look-out before it took so long, up to <paramref name="now"/>. Had it been a look-out, a short one need not have been.</summary>
    public void Slept(long duration, long now)
    {
        if (duration < s_short && now > _restUntil && _credit < Sure) _credit++;
    }

    /// <summary>
    /// Somebody else was given the processor while this thread looked. Looking takes it from those who have work, perhaps from the very peer that is waited
    /// for: where that goes on, the rests double. Now and then it happens on every machine, and means nothing.
    /// </summary>
    public void Preempted(long now)
    {
        _rest = now - _restUntil < s_firstRest ? Math.Min(_rest * 2, s_lastRest) : s_firstRest;
        _restUntil = now + _rest;
        _credit = 0;
    }
}
