namespace Peregrine.Http2.Tests.Limits;

/// <summary>What cannot be is refused where it is written, with the option's name, the value and what would do; not later, on a thread where nobody looks.</summary>
public sealed class OptionBoundsTests
{
    private static readonly TimeSpan s_negative = TimeSpan.FromSeconds(-3);

    public static TheoryData<string, Func<object>> Refused => new()
    {
        { "HandshakeTimeout is 00:00:00; it must be longer than zero", () => new Http2ListenOptions { HandshakeTimeout = TimeSpan.Zero } },
        { "HandshakeTimeout is 30.00:00:00; it must be at most 24 days", () => new Http2ListenOptions { HandshakeTimeout = TimeSpan.FromDays(30) } },
        { "MaxConnections is 0; it must be at least 1", () => new Http2ListenOptions { MaxConnections = 0 } },
        { "Backlog is -1; it must be at least 1", () => new Http2ListenOptions { Backlog = -1 } },
        { "ConnectTimeout is -00:00:03; it must be longer", () => new Http2ConnectOptions { ConnectTimeout = s_negative } },
        { "MaxFrameBytes is 16383; it must be from 16384 to 16777215", () => new Http2Options { MaxFrameBytes = 16_383 } },
        { "MaxFrameBytes is 16777216", () => new Http2Options { MaxFrameBytes = 16_777_216 } },
        { "MaxConcurrentStreams is 0; it must be at least 1", () => new Http2Options { MaxConcurrentStreams = 0 } },
        { "InitialStreamWindowBytes is -1; it must be at least 0", () => new Http2Options { InitialStreamWindowBytes = -1 } },
        { "MaxHeldHeaderBytes is -1; it must be at least 0", () => new Http2Options { MaxHeldHeaderBytes = -1 } },
        { "MaxQueuedBytes is -1; it must be at least 0", () => new Http2Options { MaxQueuedBytes = -1 } },
        { "KeepAliveInterval is 00:00:00; it must be longer", () => new Http2Options { KeepAliveInterval = TimeSpan.Zero } },
        { "KeepAliveTimeout is -00:00:03; it must be longer", () => new Http2Options { KeepAliveTimeout = s_negative } },
        { "IdleTimeout is 00:00:00; it must be longer", () => new Http2Options { IdleTimeout = TimeSpan.Zero } },
        { "MaxAge is -00:00:03; it must be longer", () => new Http2Options { MaxAge = s_negative } },
        { "MaxAgeGrace is -00:00:03; it must not be negative", () => new Http2Options { MaxAgeGrace = s_negative } },
        { "SettingsTimeout is 00:00:00; it must be longer", () => new Http2Options { SettingsTimeout = TimeSpan.Zero } },
        { "MinInterval is -00:00:03; it must not be negative", () => new PingPolicy { MinInterval = s_negative } },
        { "Strikes is -1; it must be at least 0", () => new PingPolicy { Strikes = -1 } },
    };

    [Theory, MemberData(nameof(Refused))]
    public void A_value_that_cannot_be_is_refused_by_the_option_itself(string message, Func<object> make)
    {
        ArgumentOutOfRangeException e = Assert.Throws<ArgumentOutOfRangeException>(make);
        Assert.StartsWith(message, e.Message);
    }

    [Fact]
    public void For_ever_is_a_time_wherever_there_is_one()
    {
        _ = new Http2ListenOptions { HandshakeTimeout = Timeout.InfiniteTimeSpan };
        _ = new Http2ConnectOptions { ConnectTimeout = Timeout.InfiniteTimeSpan };
        _ = new Http2Options { KeepAliveInterval = Timeout.InfiniteTimeSpan, KeepAliveTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan, MaxAge = Timeout.InfiniteTimeSpan, MaxAgeGrace = TimeSpan.Zero };
    }
}
