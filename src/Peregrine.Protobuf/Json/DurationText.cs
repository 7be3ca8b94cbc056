using System.Buffers.Text;

namespace Peregrine.Protobuf.Json;

/// <summary>The text of a Duration in ProtoJSON: seconds with 0, 3, 6 or 9 digits of a fraction and the letter <c>s</c>.</summary>
internal static class DurationText
{
    public const int MaxLength = 26;

    /// <summary>±10,000 years of 365.25 days, the range that duration.proto gives.</summary>
    public const long MaxSeconds = 315_576_000_000;

    public static bool InRange(long seconds, int nanos) =>
        seconds is >= -MaxSeconds and <= MaxSeconds && nanos is > -1_000_000_000 and < 1_000_000_000
        && (seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0));

    /// <summary>Writes a duration that is in range and returns the number of bytes.</summary>
    public static int Format(long seconds, int nanos, Span<byte> destination)
    {
        int length = 0;
        if (seconds < 0 || nanos < 0)
            destination[length++] = (byte)'-';
        Utf8Formatter.TryFormat(Math.Abs(seconds), destination[length..], out int written);
        length += written;
        length += SecondFraction.Format(Math.Abs(nanos), destination[length..]);
        destination[length] = (byte)'s';
        return length + 1;
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out long seconds, out int nanos)
    {
        seconds = 0;
        nanos = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        if (negative)
            text = text[1..];
        if (text.IsEmpty || !char.IsAsciiDigit((char)text[0]) || !Utf8Parser.TryParse(text, out seconds, out int consumed))
            return false;
        text = text[consumed..];
        if (!SecondFraction.TryParse(ref text, out nanos) || text is not [(byte)'s'])
            return false;
        if (negative)
            (seconds, nanos) = (-seconds, -nanos);
        return InRange(seconds, nanos);
    }
}
