using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Peregrine.Protobuf.Json;

/// <summary>Reads a number by JSON's grammar (RFC 8259 §6) as sign, digits and exponent.</summary>
internal static class JsonDecimal
{
    private const int MostDigits = 19; // that fit 64 bits whatever they are
    private const int MostExponent = 100_000_000; // beyond it every number is zero or infinite

    /// <summary>
    /// Reads the number at the beginning of <paramref name="text"/>, without its sign. It is exact unless it has more than 19 digits. On failure
    /// <paramref name="length"/> says how far the text is a number.
    /// </summary>
    public static bool TryRead<TUnit>(ReadOnlySpan<TUnit> text, out int length, out DecimalNumber number, out bool exact)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        number = default;
        exact = true;
        length = IsAt(text, 0, '-') ? 1 : 0;
        int wholeStart = length;
        ulong digits = 0;
        int count = 0; // of digits from the first that is not zero
        if (IsAt(text, length, '0'))
            length++;
        else
            ReadDigits(text, ref length, ref digits, ref count);
        if (length == wholeStart)
            return false;
        int exponent = 0;
        if (IsAt(text, length, '.'))
        {
            int fractionStart = ++length;
            ReadDigits(text, ref length, ref digits, ref count);
            exponent = fractionStart - length;
            if (exponent == 0)
                return false;
        }

        if (length < text.Length && (ushort.CreateTruncating(text[length]) | 0x20) == 'e' && !TryReadExponent(text, ref length, ref exponent))
            return false;
        exact = count <= MostDigits;
        number = new DecimalNumber(digits, exponent);
        return true;
    }

    private static bool IsAt<TUnit>(ReadOnlySpan<TUnit> text, int index, char unit)
        where TUnit : unmanaged, IBinaryInteger<TUnit> => (uint)index < (uint)text.Length && text[index] == TUnit.CreateTruncating(unit);

    private static void ReadDigits<TUnit>(ReadOnlySpan<TUnit> text, ref int at, ref ulong digits, ref int count)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        int start = at;
        while (text.Length - at >= 8 && TryReadEight(text.Slice(at, 8), out uint eight))
        {
            digits = unchecked((digits * 100_000_000) + eight);
            at += 8;
        }

        while (at < text.Length && uint.CreateTruncating(text[at]) - '0' is <= 9 and uint digit)
        {
            digits = unchecked((digits * 10) + digit);
            at++;
        }

        if (count > 0)
        {
            count += at - start;
            return;
        }

        while (start < at && text[start] == TUnit.CreateTruncating('0'))
            start++;
        count = at - start;
    }

    private static bool TryReadEight<TUnit>(ReadOnlySpan<TUnit> text, out uint value)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        ulong bytes = typeof(TUnit) == typeof(byte)
            ? BinaryPrimitives.ReadUInt64LittleEndian(MemoryMarshal.Cast<TUnit, byte>(text))
            : Narrow(Vector128.Create(MemoryMarshal.Cast<TUnit, ushort>(text)));
        ulong nibbles = bytes ^ 0x3030303030303030;
        value = 0;
        // Each must be 0 to 9 by itself; adding 6 carries into the upper half otherwise.
        if (((nibbles | (nibbles + 0x0606060606060606)) & 0xF0F0F0F0F0F0F0F0) != 0)
            return false;
        // Neighbours are joined to numbers of two, four and eight digits; the first digit is in the lowest byte.
        nibbles = (nibbles * ((10 << 8) + 1)) >> 8;
        nibbles = ((nibbles & 0x00FF00FF00FF00FF) * ((100UL << 16) + 1)) >> 16;
        value = (uint)(((nibbles & 0x0000FFFF0000FFFF) * ((10_000UL << 32) + 1)) >> 32);
        return true;
    }

    private static ulong Narrow(Vector128<ushort> units) => Vector128.NarrowWithSaturation(units, units).AsUInt64().ToScalar();

    private static bool TryReadExponent<TUnit>(ReadOnlySpan<TUnit> text, ref int at, ref int exponent)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        at++;
        bool negative = IsAt(text, at, '-');
        if (negative || IsAt(text, at, '+'))
            at++;
        int start = at;
        int value = 0;
        while (at < text.Length && uint.CreateTruncating(text[at]) - '0' is <= 9 and uint digit)
        {
            value = Math.Min((value * 10) + (int)digit, MostExponent);
            at++;
        }

        exponent += negative ? -value : value;
        return at > start;
    }
}
