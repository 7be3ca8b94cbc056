namespace Peregrine.Protobuf.Json;

/// <summary>The fraction of a second in Timestamp and Duration text: a point and 3, 6 or 9 digits written, 1 to 9 read, or nothing.</summary>
internal static class SecondFraction
{
    /// <summary>Writes nothing for zero, else the point and the fewest of 3, 6 or 9 digits that lose nothing. Returns the number of bytes.</summary>
    public static int Format(int nanos, Span<byte> destination)
    {
        if (nanos == 0)
            return 0;
        int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
        int value = digits == 3 ? nanos / 1_000_000 : digits == 6 ? nanos / 1_000 : nanos;
        destination[0] = (byte)'.';
        for (int i = digits; i > 0; i--)
        {
            destination[i] = (byte)('0' + (value % 10));
            value /= 10;
        }

        return digits + 1;
    }

    /// <summary>Reads an optional fraction off the front of <paramref name="text"/>.</summary>
    public static bool TryParse(ref ReadOnlySpan<byte> text, out int nanos)
    {
        nanos = 0;
        if (text.IsEmpty || text[0] != '.')
            return true;
        int digits = 0;
        while (digits + 1 < text.Length && char.IsAsciiDigit((char)text[digits + 1]))
        {
            if (++digits > 9)
                return false;
            nanos = (nanos * 10) + (text[digits] - '0');
        }

        for (int i = digits; i < 9; i++)
            nanos *= 10;
        text = text[(digits + 1)..];
        return digits > 0;
    }
}
