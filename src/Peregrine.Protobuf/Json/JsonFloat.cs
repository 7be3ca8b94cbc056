using System.Numerics;

namespace Peregrine.Protobuf.Json;

/// <summary>Floating-point numbers as JSON: the fewest digits that read back the same, with an exponent where the number is very large or small.</summary>
internal static class JsonFloat
{
    public const int MaxLength = 32;

    /// <summary>Writes a finite number and returns the number of units.</summary>
    public static int Write<TUnit>(double value, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit> =>
        Write(double.IsNegative(value), value == 0 ? default : ShortestDecimal.Of(Math.Abs(value)), 17, to);

    /// <summary>Writes a finite number and returns the number of units.</summary>
    public static int Write<TUnit>(float value, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit> =>
        Write(float.IsNegative(value), value == 0 ? default : ShortestDecimal.Of(Math.Abs(value)), 9, to);

    // The forms are those of .NET: plain from 0.0001 up to as many places before the point as a shortest form can have digits.
    private static int Write<TUnit>(bool negative, ShortestDecimal number, int mostPlaces, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        int sign = 0;
        if (negative)
            to[sign++] = TUnit.CreateTruncating('-');
        to = to[sign..];
        int count = JsonDigits.Count(number.Digits);
        int point = count + number.Exponent; // places before it; negative: zeros after it
        if (number.Digits == 0)
        {
            to[0] = TUnit.CreateTruncating('0');
            return sign + 1;
        }

        if (point > mostPlaces || point < -3)
            return sign + WriteWithExponent(number.Digits, count, point - 1, to);
        if (point <= 0)
            return sign + WriteBelowOne(number.Digits, count, -point, to);
        if (point >= count)
        {
            JsonDigits.WriteExactly(number.Digits, to[..count]);
            to[count..point].Fill(TUnit.CreateTruncating('0'));
            return sign + point;
        }

        JsonDigits.WriteExactly(number.Digits, to.Slice(1, count));
        to.Slice(1, point).CopyTo(to);
        to[point] = TUnit.CreateTruncating('.');
        return sign + count + 1;
    }

    private static int WriteBelowOne<TUnit>(ulong digits, int count, int zeros, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        to[..(2 + zeros)].Fill(TUnit.CreateTruncating('0'));
        to[1] = TUnit.CreateTruncating('.');
        JsonDigits.WriteExactly(digits, to.Slice(2 + zeros, count));
        return 2 + zeros + count;
    }

    private static int WriteWithExponent<TUnit>(ulong digits, int count, int exponent, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        JsonDigits.WriteExactly(digits, to.Slice(1, count));
        to[0] = to[1];
        int at = 1;
        if (count > 1)
        {
            to[1] = TUnit.CreateTruncating('.');
            at = count + 1;
        }

        to[at++] = TUnit.CreateTruncating('E');
        to[at++] = TUnit.CreateTruncating(exponent < 0 ? '-' : '+');
        int places = Math.Max(2, JsonDigits.Count((ulong)Math.Abs(exponent)));
        JsonDigits.WriteExactly((ulong)Math.Abs(exponent), to.Slice(at, places));
        return at + places;
    }
}
