using System.Numerics;
using System.Runtime.CompilerServices;

namespace Peregrine.Protobuf.Json;

/// <summary>
/// Exact reading of an integer from a JSON number, which may be written with a fraction or an exponent (<c>1e5</c>, <c>100.0</c>) as long as its value is whole.
/// </summary>
internal static class JsonInteger
{
    // So many fit 64 bits whatever they are.
    private const int MostPlainDigits = 18;

    /// <summary>Reads a number of up to 18 digits at the beginning of <paramref name="text"/> that has neither fraction nor exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPlain<TUnit>(ReadOnlySpan<TUnit> text, out long value, out int length)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        int start = text.Length > 0 && text[0] == TUnit.CreateTruncating('-') ? 1 : 0;
        int at = start;
        value = 0;
        uint unit = 0;
        for (; at < text.Length; at++)
        {
            unit = uint.CreateTruncating(text[at]);
            if (unit - '0' > 9)
                break;
            value = (value * 10) + (unit - '0');
        }

        length = at;
        int digits = at - start;
        if (digits is 0 or > MostPlainDigits || (at < text.Length && (unit == '.' || (unit | 0x20) == 'e')))
            return false;
        if (digits > 1 && text[start] == TUnit.CreateTruncating('0'))
            return false;
        if (start > 0)
            value = -value;
        return true;
    }

    /// <summary>Fails when the text is no JSON number, its value is not whole, or its magnitude exceeds 64 bits.</summary>
    public static bool TryParse<TUnit>(ReadOnlySpan<TUnit> text, out bool negative, out ulong magnitude)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        magnitude = 0;
        int at = 0;
        negative = IsAt(text, 0, '-');
        if (negative)
            at++;
        int wholeStart = at;
        SkipDigits(text, ref at);
        ReadOnlySpan<TUnit> whole = text[wholeStart..at];
        if (whole.IsEmpty || (whole.Length > 1 && IsAt(whole, 0, '0')))
            return false;
        ReadOnlySpan<TUnit> fraction = default;
        if (IsAt(text, at, '.'))
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

    private static bool IsAt<TUnit>(ReadOnlySpan<TUnit> text, int index, char unit)
        where TUnit : unmanaged, IBinaryInteger<TUnit> => (uint)index < (uint)text.Length && text[index] == TUnit.CreateTruncating(unit);

    private static void SkipDigits<TUnit>(ReadOnlySpan<TUnit> text, ref int at)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        while (at < text.Length && char.IsAsciiDigit((char)ushort.CreateTruncating(text[at])))
            at++;
    }

    private static bool TryParseExponent<TUnit>(ReadOnlySpan<TUnit> text, out int exponent)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        exponent = 0;
        if (text.IsEmpty)
            return true;
        if ((ushort.CreateTruncating(text[0]) | 0x20) != 'e')
            return false;
        text = text[1..];
        bool negative = IsAt(text, 0, '-');
        if (negative || IsAt(text, 0, '+'))
            text = text[1..];
        if (text.IsEmpty)
            return false;
        foreach (TUnit unit in text)
        {
            int digit = int.CreateTruncating(unit);
            if (digit is < '0' or > '9')
                return false;
            // Beyond this every non-zero value is out of range or not whole, so the exact exponent no longer matters.
            exponent = Math.Min((exponent * 10) + (digit - '0'), 100_000_000);
        }

        if (negative)
            exponent = -exponent;
        return true;
    }

    // The digits are whole ++ fraction, and the point stands after whole.Length + exponent of them.
    private static bool TryScale<TUnit>(ReadOnlySpan<TUnit> whole, ReadOnlySpan<TUnit> fraction, int exponent, out ulong magnitude)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        magnitude = 0;
        long point = (long)whole.Length + exponent;
        int count = whole.Length + fraction.Length;
        for (int i = 0; i < count; i++)
        {
            int digit = int.CreateTruncating(i < whole.Length ? whole[i] : fraction[i - whole.Length]) - '0';
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
