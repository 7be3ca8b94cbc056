namespace Peregrine.Http2.Limits;

/// <summary>The strikes of one connection against a <see cref="PingPolicy"/>. The connection's loop only.</summary>
internal sealed class PingStrikes(TimeProvider time)
{
    /// <summary>The debug data of the GOAWAY, by which clients know what they did (gRFC A8).</summary>
    public const string TooManyPings = "too_many_pings";

    private long? _lastAt;
    private long _sentAtLast;
    private int _strikes;

    /// <summary>A PING arrived.</summary>
    /// <param name="policy">What the peer is held to.</param>
    /// <param name="hasStreams">Whether a stream is open.</param>
    /// <param name="framesSent">How many frames of headers and data we have sent so far.</param>
    public Http2Error Receive(PingPolicy policy, bool hasStreams, long framesSent)
    {
        long now = time.GetTimestamp();
        long? last = _lastAt;
        _lastAt = now;
        if (framesSent != _sentAtLast)
        {
            _sentAtLast = framesSent;
            _strikes = 0;
            return default;
        }

        TimeSpan least = hasStreams || policy.PermitWithoutStreams ? policy.MinInterval : policy.MinIntervalWithoutStreams;
        if (last is not { } before || (least != Timeout.InfiniteTimeSpan && time.GetElapsedTime(before, now) >= least))
        {
            return default;
        }
        return ++_strikes > policy.Strikes ? Http2Error.Connection(ErrorCode.EnhanceYourCalm, TooManyPings) : default;
    }
}
