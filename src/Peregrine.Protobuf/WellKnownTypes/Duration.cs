using System.Globalization;

namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Conversions, range and order.</content>
public sealed partial class Duration : IComparable<Duration>
{
    /// <summary>The longest span that is valid, in seconds: about 10,000 years either way.</summary>
    public const long MaxSeconds = 315_576_000_000;

    internal const long NanosPerSecond = 1_000_000_000;

    private const int NanosPerTick = 100;

    /// <summary>Whether the span is within 10,000 years, the nanoseconds are below a second, and both have the same sign.</summary>
    public bool IsValid =>
        Seconds is >= -MaxSeconds and <= MaxSeconds &&
        Nanos is > (int)-NanosPerSecond and < (int)NanosPerSecond &&
        (Seconds == 0 || Nanos == 0 || Seconds > 0 == Nanos > 0);

    /// <summary>The span of <paramref name="span"/>.</summary>
    public static Duration FromTimeSpan(TimeSpan span)
    {
        (long seconds, long rest) = Math.DivRem(span.Ticks, TimeSpan.TicksPerSecond);
        return new Duration { Seconds = seconds, Nanos = (int)rest * NanosPerTick };
    }

    /// <summary>The span; what is below 100 nanoseconds is dropped.</summary>
    /// <exception cref="InvalidOperationException">The span is not valid.</exception>
    public TimeSpan ToTimeSpan()
    {
        if (!IsValid)
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"Duration of {Seconds} s and {Nanos} ns is out of range: seconds within ±{MaxSeconds}, nanoseconds within ±{NanosPerSecond - 1} and of the same sign"));
        return TimeSpan.FromTicks((Seconds * TimeSpan.TicksPerSecond) + (Nanos / NanosPerTick));
    }

    /// <summary>Orders from the most negative to the longest.</summary>
    public int CompareTo(Duration? other) => other is null ? 1
        : Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds)
        : Nanos.CompareTo(other.Nanos);

    /// <summary>The span as a TimeSpan.</summary>
    public static explicit operator TimeSpan(Duration duration) => duration.ToTimeSpan();

    /// <summary>The span of a TimeSpan.</summary>
    public static implicit operator Duration(TimeSpan span) => FromTimeSpan(span);

    /// <summary>The sum.</summary>
    public static Duration operator +(Duration left, Duration right) => Normalize(checked(left.Seconds + right.Seconds), (long)left.Nanos + right.Nanos);

    /// <summary>The difference.</summary>
    public static Duration operator -(Duration left, Duration right) => Normalize(checked(left.Seconds - right.Seconds), (long)left.Nanos - right.Nanos);

    /// <summary>The same span the other way.</summary>
    public static Duration operator -(Duration span) => Normalize(checked(-span.Seconds), -(long)span.Nanos);

    /// <summary>The sum.</summary>
    public Duration Add(Duration other) => this + other;

    /// <summary>The difference.</summary>
    public Duration Subtract(Duration other) => this - other;

    /// <summary>The same span the other way.</summary>
    public Duration Negate() => -this;

    /// <summary>Whether <paramref name="left"/> is shorter.</summary>
    public static bool operator <(Duration left, Duration right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is longer.</summary>
    public static bool operator >(Duration left, Duration right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is not longer.</summary>
    public static bool operator <=(Duration left, Duration right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is not shorter.</summary>
    public static bool operator >=(Duration left, Duration right) => left.CompareTo(right) >= 0;

    /// <summary>Whether both are the same span.</summary>
    public static bool operator ==(Duration? left, Duration? right) => Equals(left, right);

    /// <summary>Whether they are different spans.</summary>
    public static bool operator !=(Duration? left, Duration? right) => !Equals(left, right);

    /// <summary>Brings the nanoseconds below a second and to the sign of the seconds.</summary>
    internal static Duration Normalize(long seconds, long nanos)
    {
        (long carry, long rest) = Math.DivRem(nanos, NanosPerSecond);
        seconds += carry;
        if (seconds > 0 && rest < 0)
        {
            seconds--;
            rest += NanosPerSecond;
        }
        else if (seconds < 0 && rest > 0)
        {
            seconds++;
            rest -= NanosPerSecond;
        }

        return new Duration { Seconds = seconds, Nanos = (int)rest };
    }
}
