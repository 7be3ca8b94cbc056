using System.Buffers.Text;

namespace Peregrine.Protobuf.Json;

/// <summary>RFC 3339 text of a Timestamp as ProtoJSON wants it: UTC with <c>Z</c>, and 0, 3, 6 or 9 digits of a second.</summary>
internal static class TimestampText
{
    public const int MaxLength = 30;

    public const long MinSeconds = -62135596800;
    public const long MaxSeconds = 253402300799;

    public static bool InRange(long seconds, int nanos) => seconds is >= MinSeconds and <= MaxSeconds && nanos is >= 0 and <= 999_999_999;

    /// <summary>Writes a timestamp that is in range and returns the number of bytes.</summary>
    public static int Format(long seconds, int nanos, Span<byte> destination)
    {
        DateTime time = DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond);
        time.Deconstruct(out DateOnly date, out TimeOnly clock);
        TwoDigits(destination, 0, date.Year / 100);
        TwoDigits(destination, 2, date.Year % 100);
        destination[4] = (byte)'-';
        TwoDigits(destination, 5, date.Month);
        destination[7] = (byte)'-';
        TwoDigits(destination, 8, date.Day);
        destination[10] = (byte)'T';
        TwoDigits(destination, 11, clock.Hour);
        destination[13] = (byte)':';
        TwoDigits(destination, 14, clock.Minute);
        destination[16] = (byte)':';
        TwoDigits(destination, 17, clock.Second);
        int length = 19 + SecondFraction.Format(nanos, destination[19..]);
        destination[length] = (byte)'Z';
        return length + 1;
    }

    /// <summary>Parses RFC 3339 with any offset; the result is in range.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long seconds, out int nanos)
    {
        seconds = 0;
        nanos = 0;
        if (!TryParseLocal(text, out DateTime local))
            return false;
        ReadOnlySpan<byte> rest = text[19..];
        if (!SecondFraction.TryParse(ref rest, out nanos) || !TryParseOffset(rest, out int offsetMinutes))
            return false;
        seconds = ((local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) - (offsetMinutes * 60L);
        return InRange(seconds, nanos);
    }

    private static bool TryParseLocal(ReadOnlySpan<byte> text, out DateTime local)
    {
        local = default;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
            return false;
        if (!TryDigits(text[..4], out int year) || !TryDigits(text[5..7], out int month) || !TryDigits(text[8..10], out int day)
            || !TryDigits(text[11..13], out int hour) || !TryDigits(text[14..16], out int minute) || !TryDigits(text[17..19], out int second))
            return false;
        // A leap second (:60) has no place on the smeared time line of Timestamp.
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc);
        return true;
    }

    private static bool TryParseOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text is [(byte)'Z'])
            return true;
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':')
            return false;
        if (!TryDigits(text[1..3], out int hour) || !TryDigits(text[4..6], out int minute) || hour > 23 || minute > 59)
            return false;
        minutes = (hour * 60) + minute;
        if (text[0] == '-')
            minutes = -minutes;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    private static void TwoDigits(Span<byte> destination, int at, int value) =>
        Utf8Formatter.TryFormat(value, destination[at..], out _, new System.Buffers.StandardFormat('D', 2));
}
