namespace Peregrine.Protocols;

/// <summary>The <c>grpc-timeout</c> header: at most eight digits and a unit (PROTOCOL-HTTP2.md, Timeout).</summary>
internal static class GrpcTimeout
{
    /// <summary>The longest text of a timeout.</summary>
    public const int MaxLength = 9;

    private const long MaxDigits = 99_999_999;

    // Ticks of one unit, of those longer than a microsecond.
    private static readonly (byte Unit, long Ticks)[] Units =
    [
        ((byte)'m', TimeSpan.TicksPerMillisecond),
        ((byte)'S', TimeSpan.TicksPerSecond),
        ((byte)'M', TimeSpan.TicksPerMinute),
        ((byte)'H', TimeSpan.TicksPerHour),
    ];

    /// <summary>Reads a timeout; false when it is not of the grammar.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxLength)
            return false;
        long value = 0;
        foreach (byte digit in text[..^1])
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            value = value * 10 + (digit - '0');
        }

        // Nanoseconds are rounded up to our tick of 100 ns: a positive timeout never becomes 0.
        long ticks = text[^1] switch
        {
            (byte)'n' => (value + 99) / 100,
            (byte)'u' => value * TimeSpan.TicksPerMicrosecond,
            (byte)'m' => value * TimeSpan.TicksPerMillisecond,
            (byte)'S' => value * TimeSpan.TicksPerSecond,
            (byte)'M' => value * TimeSpan.TicksPerMinute,
            (byte)'H' => value * TimeSpan.TicksPerHour,
            _ => -1,
        };
        timeout = new TimeSpan(ticks);
        return ticks >= 0;
    }

    /// <summary>
    /// Writes a timeout in the finest unit that fits eight digits, rounded up, never 0 (rule 19). A timeout that has passed is the caller's to handle.
    /// </summary>
    public static int Format(TimeSpan timeout, Span<byte> destination)
    {
        long ticks = Math.Max(timeout.Ticks, 1);
        // The first two need no division by a number that the compiler does not see; hardly a deadline is further away than they reach.
        (long value, byte unit) = ticks <= MaxDigits / 100 ? (ticks * 100, (byte)'n')
            : ticks <= MaxDigits * TimeSpan.TicksPerMicrosecond ? ((ticks + TimeSpan.TicksPerMicrosecond - 1) / TimeSpan.TicksPerMicrosecond, (byte)'u')
            : Widen(ticks);
        System.Buffers.Text.Utf8Formatter.TryFormat(value, destination, out int length);
        destination[length] = unit;
        return length + 1;
    }

    private static (long Value, byte Unit) Widen(long ticks)
    {
        foreach ((byte unit, long size) in Units)
        {
            long value = ticks / size + (ticks % size == 0 ? 0 : 1);
            if (value <= MaxDigits)
                return (value, unit);
        }

        return (MaxDigits, (byte)'H');
    }
}
