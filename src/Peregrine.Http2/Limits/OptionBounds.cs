using System.Runtime.CompilerServices;

namespace Peregrine.Http2;

/// <summary>The bounds of options. Each returns the value, or throws and names the option, the value and what would do.</summary>
internal static class OptionBounds
{
    // What a timer of .NET takes.
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>A number of at least 1, or at least <paramref name="least"/>.</summary>
    public static int AtLeast(int least, int value, [CallerMemberName] string option = "") => value >= least
        ? value
        : throw new ArgumentOutOfRangeException(option, $"{option} is {value}; it must be at least {least}");

    /// <summary>The same for a longer number.</summary>
    public static long AtLeast(long least, long value, [CallerMemberName] string option = "") => value >= least
        ? value
        : throw new ArgumentOutOfRangeException(option, $"{option} is {value}; it must be at least {least}");

    /// <summary>A number between two others.</summary>
    public static int Between(int least, int most, int value, [CallerMemberName] string option = "") => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(option, $"{option} is {value}; it must be from {least} to {most}");

    /// <summary>A time longer than none, or for ever.</summary>
    public static TimeSpan Time(TimeSpan value, [CallerMemberName] string option = "") => value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan
        ? value
        : throw new ArgumentOutOfRangeException(option, $"{option} is {value}; it must be longer than zero, or Timeout.InfiniteTimeSpan");

    /// <summary>A time that may be none, or for ever.</summary>
    public static TimeSpan TimeOrNone(TimeSpan value, [CallerMemberName] string option = "") => value >= TimeSpan.Zero || value == Timeout.InfiniteTimeSpan
        ? value
        : throw new ArgumentOutOfRangeException(option, $"{option} is {value}; it must not be negative, or be Timeout.InfiniteTimeSpan");

    /// <summary>As <see cref="Time"/>, for what is timed by one timer: at most 24 days.</summary>
    public static TimeSpan Timer(TimeSpan value, [CallerMemberName] string option = "") => Time(value, option) <= s_longestTimer
        ? value
        : throw new ArgumentOutOfRangeException(option, $"{option} is {value}; it must be at most 24 days, or Timeout.InfiniteTimeSpan");

    /// <summary>As <see cref="TimeOrNone"/>, for what is timed by one timer: at most 24 days.</summary>
    public static TimeSpan TimerOrNone(TimeSpan value, [CallerMemberName] string option = "") => TimeOrNone(value, option) <= s_longestTimer
        ? value
        : throw new ArgumentOutOfRangeException(option, $"{option} is {value}; it must be at most 24 days, or Timeout.InfiniteTimeSpan");
}
