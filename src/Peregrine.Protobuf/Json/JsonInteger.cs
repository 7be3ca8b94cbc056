namespace Peregrine.Protobuf.Json;

/// <summary>
/// Exact reading of an integer from a JSON number, which may be written with a fraction or an exponent (<c>1e5</c>, <c>100.0</c>) as long as its value is whole.
/// </summary>
internal static class JsonInteger
{
    /// <summary>Fails when the text is no JSON number, its value is not whole, or its magnitude exceeds 64 bits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out bool negative, out ulong magnitude)
    {
        magnitude = 0;
        int at = 0;
        negative = text.Length > 0 && text[0] == '-';
        if (negative)
            at++;
        int wholeStart = at;
        SkipDigits(text, ref at);
        ReadOnlySpan<byte> whole = text[wholeStart..at];
        if (whole.IsEmpty || (whole.Length > 1 && whole[0] == '0'))
            return false;
        ReadOnlySpan<byte> fraction = default;
        if (at < text.Length && text[at] == '.')
        {
            int start = ++at;
            SkipDigits(text, ref at);
            fraction = text[start..at];
            if (fraction.IsEmpty)
                return false;
        }

        return TryParseExponent(text[at..], out int exponent) && TryScale(whole, fraction, exponent, out magnitude);
    }

    public static bool TryToInt64(bool negative, ulong magnitude, out long value)
    {
        value = negative ? unchecked(-(long)magnitude) : (long)magnitude;
        return magnitude <= long.MaxValue || (negative && magnitude == 1UL << 63);
    }

    private static void SkipDigits(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length && char.IsAsciiDigit((char)text[at]))
            at++;
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.IsEmpty)
            return true;
        if ((text[0] | 0x20) != 'e')
            return false;
        text = text[1..];
        bool negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
            text = text[1..];
        if (text.IsEmpty)
            return false;
        foreach (byte digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            // Beyond this every non-zero value is out of range or not whole, so the exact exponent no longer matters.
            exponent = Math.Min((exponent * 10) + (digit - '0'), 100_000_000);
        }

        if (negative)
            exponent = -exponent;
        return true;
    }

    // The digits are whole ++ fraction, and the point stands after whole.Length + exponent of them.
    private static bool TryScale(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, int exponent, out ulong magnitude)
    {
        magnitude = 0;
        long point = (long)whole.Length + exponent;
        int count = whole.Length + fraction.Length;
        for (int i = 0; i < count; i++)
        {
            int digit = (i < whole.Length ? whole[i] : fraction[i - whole.Length]) - '0';
            if (i >= point)
            {
                if (digit != 0)
                    return false;
            }
            else if (!TryAppend(ref magnitude, digit))
            {
                return false;
            }
        }

        for (long i = count; i < point && magnitude != 0; i++)
        {
            if (!TryAppend(ref magnitude, 0))
                return false;
        }

        return true;
    }

    private static bool TryAppend(ref ulong magnitude, int digit)
    {
        const ulong Most = ulong.MaxValue / 10;
        if (magnitude > Most || (magnitude == Most && digit > (int)(ulong.MaxValue % 10)))
            return false;
        magnitude = (magnitude * 10) + (uint)digit;
        return true;
    }
}
