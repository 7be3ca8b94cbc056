namespace Peregrine.Client;

/// <summary>How often the connections of one channel ask their peers whether these live (gRFC A8). Any thread.</summary>
internal sealed class KeepAlive
{
    /// <summary>The debug data by which a server says that it is asked too often.</summary>
    private const string TooManyPings = "too_many_pings";

    // A8: shorter intervals are taken for this one, whatever the options say.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    private long _ticks;

    public KeepAlive(TimeSpan interval, TimeProvider time)
    {
        Time = time;
        _ticks = interval == Timeout.InfiniteTimeSpan ? interval.Ticks : Math.Max(interval.Ticks, Shortest.Ticks);
    }

    /// <summary>The connections' clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The interval of a connection that is made now.</summary>
    public TimeSpan Interval => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    /// <summary>Whether a server ends a connection because it was asked too often.</summary>
    public static bool IsComplaint(Http2.ErrorCode code, string debug) => code == Http2.ErrorCode.EnhanceYourCalm && debug == TooManyPings;

    /// <summary>A server complained of a connection that asked every <paramref name="interval"/>: connections made from now on ask half as often.</summary>
    public void Slacken(TimeSpan interval)
    {
        if (interval == Timeout.InfiniteTimeSpan)
            return;
        long wanted = interval.Ticks > TimeSpan.MaxValue.Ticks / 2 ? Timeout.InfiniteTimeSpan.Ticks : interval.Ticks * 2;
        long now = Interlocked.Read(ref _ticks);
        // Two connections that were made alike do not quadruple it.
        while (now != Timeout.InfiniteTimeSpan.Ticks && now < wanted && Interlocked.CompareExchange(ref _ticks, wanted, now) is var seen && seen != now)
            now = seen;
    }
}
