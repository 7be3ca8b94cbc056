using System.Globalization;

namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Conversions, range and order.</content>
public sealed partial class Timestamp : IComparable<Timestamp>
{
    /// <summary>0001-01-01T00:00:00Z in seconds since the Unix epoch: the earliest time that is valid.</summary>
    public const long MinSeconds = -62_135_596_800;

    /// <summary>9999-12-31T23:59:59Z in seconds since the Unix epoch: the latest whole second that is valid.</summary>
    public const long MaxSeconds = 253_402_300_799;

    private const int NanosPerTick = 100;
    private const int MaxNanos = 999_999_999;

    /// <summary>Whether the time is within the range of the type, years 1 to 9999, and the nanoseconds are from 0 to 999,999,999.</summary>
    public bool IsValid => Seconds is >= MinSeconds and <= MaxSeconds && Nanos is >= 0 and <= MaxNanos;

    /// <summary>The time of <paramref name="time"/>, which must be UTC.</summary>
    /// <exception cref="ArgumentException">The time is local or unspecified.</exception>
    public static Timestamp FromDateTime(DateTime time)
    {
        if (time.Kind != DateTimeKind.Utc)
            throw new ArgumentException($"a Timestamp is made of a DateTime in UTC, and this one is {time.Kind}; use ToUniversalTime or a DateTimeOffset", nameof(time));
        return FromTicks(time.Ticks);
    }

    /// <summary>The time of <paramref name="time"/>.</summary>
    public static Timestamp FromDateTimeOffset(DateTimeOffset time) => FromTicks(time.UtcTicks);

    /// <summary>The time in UTC; what is below 100 nanoseconds is dropped.</summary>
    /// <exception cref="InvalidOperationException">The time is not valid.</exception>
    public DateTime ToDateTime()
    {
        CheckValid();
        return DateTime.UnixEpoch.AddTicks((Seconds * TimeSpan.TicksPerSecond) + (Nanos / NanosPerTick));
    }

    /// <summary>The time in UTC; what is below 100 nanoseconds is dropped.</summary>
    /// <exception cref="InvalidOperationException">The time is not valid.</exception>
    public DateTimeOffset ToDateTimeOffset() => new(ToDateTime(), TimeSpan.Zero);

    /// <summary>Orders by time.</summary>
    public int CompareTo(Timestamp? other) => other is null ? 1
        : Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds)
        : Nanos.CompareTo(other.Nanos);

    /// <summary>The time in UTC.</summary>
    public static explicit operator DateTimeOffset(Timestamp timestamp) => timestamp.ToDateTimeOffset();

    /// <summary>The time of a DateTimeOffset.</summary>
    public static implicit operator Timestamp(DateTimeOffset time) => FromDateTimeOffset(time);

    /// <summary>The time so much later.</summary>
    public static Timestamp operator +(Timestamp time, Duration span) => Normalize(checked(time.Seconds + span.Seconds), (long)time.Nanos + span.Nanos);

    /// <summary>The time so much earlier.</summary>
    public static Timestamp operator -(Timestamp time, Duration span) => Normalize(checked(time.Seconds - span.Seconds), (long)time.Nanos - span.Nanos);

    /// <summary>The span between two times.</summary>
    public static Duration operator -(Timestamp later, Timestamp earlier) =>
        Duration.Normalize(checked(later.Seconds - earlier.Seconds), (long)later.Nanos - earlier.Nanos);

    /// <summary>The time so much later.</summary>
    public Timestamp Add(Duration span) => this + span;

    /// <summary>The time so much earlier.</summary>
    public Timestamp Subtract(Duration span) => this - span;

    /// <summary>The span since an earlier time.</summary>
    public Duration Subtract(Timestamp earlier) => this - earlier;

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is not later.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is not earlier.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.CompareTo(right) >= 0;

    /// <summary>Whether both are the same time.</summary>
    public static bool operator ==(Timestamp? left, Timestamp? right) => Equals(left, right);

    /// <summary>Whether they are different times.</summary>
    public static bool operator !=(Timestamp? left, Timestamp? right) => !Equals(left, right);

    private static Timestamp FromTicks(long ticks)
    {
        long sinceEpoch = ticks - DateTime.UnixEpoch.Ticks;
        (long seconds, long rest) = Math.DivRem(sinceEpoch, TimeSpan.TicksPerSecond);
        return Normalize(seconds, rest * NanosPerTick);
    }

    // The nanoseconds of a Timestamp always count forward.
    private static Timestamp Normalize(long seconds, long nanos)
    {
        (long carry, long rest) = Math.DivRem(nanos, Duration.NanosPerSecond);
        if (rest < 0)
        {
            rest += Duration.NanosPerSecond;
            carry--;
        }

        return new Timestamp { Seconds = seconds + carry, Nanos = (int)rest };
    }

    private void CheckValid()
    {
        if (!IsValid)
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"Timestamp of {Seconds} s and {Nanos} ns is out of range: seconds {MinSeconds} to {MaxSeconds}, nanoseconds 0 to {MaxNanos}"));
    }
}
