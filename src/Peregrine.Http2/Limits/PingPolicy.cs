namespace Peregrine.Http2;

/// <summary>
/// How often a peer may ask whether we live (gRFC A8 and A9). A PING that comes too soon after the last one is a strike; one strike more than
/// <see cref="Strikes"/> ends the connection with ENHANCE_YOUR_CALM and the text "too_many_pings". What we send meanwhile, headers or data, forgives the strikes: a peer
/// that measures its link while data flows is not held to it. Immutable; may be shared.
/// </summary>
public sealed class PingPolicy
{
    /// <summary>The shortest time between two PINGs; <see cref="Timeout.InfiniteTimeSpan"/> permits one only. Default 5 minutes (A9).</summary>
    public TimeSpan MinInterval { get; init => field = OptionBounds.TimeOrNone(value); } = TimeSpan.FromMinutes(5);

    /// <summary>Whether that interval also holds while no stream is open. Default false: then the interval is <see cref="MinIntervalWithoutStreams"/>.</summary>
    public bool PermitWithoutStreams { get; init; }

    /// <summary>The shortest time between two PINGs while no stream is open and none are permitted then. Default 2 hours, TCP's own (A8).</summary>
    public TimeSpan MinIntervalWithoutStreams { get; init => field = OptionBounds.TimeOrNone(value); } = TimeSpan.FromHours(2);

    /// <summary>The strikes that a connection bears. Default 2 (A9).</summary>
    public int Strikes { get; init => field = OptionBounds.AtLeast(0, value); } = 2;
}
