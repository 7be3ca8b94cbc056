using System.Numerics;

namespace Peregrine.Protobuf.Json;

/// <summary>Decimal digits of integers in code units of either size, two at a time.</summary>
internal static class JsonDigits
{
    /// <summary>Of 64 bits, with a sign.</summary>
    public const int MaxLength = 20;

    private static ReadOnlySpan<byte> Pairs =>
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

    private static ReadOnlySpan<ulong> PowersOfTen =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000,
        100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ];

    /// <summary>Writes the value, with a minus sign where it is negative, and returns the number of units.</summary>
    public static int Write<TUnit>(long value, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        if (value >= 0)
            return Write((ulong)value, to);
        to[0] = TUnit.CreateTruncating('-');
        return 1 + Write(unchecked((ulong)-value), to[1..]);
    }

    /// <summary>Writes the value and returns the number of units.</summary>
    public static int Write<TUnit>(ulong value, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        if (value < 10)
        {
            to[0] = TUnit.CreateTruncating('0' + (uint)value);
            return 1;
        }

        int count = Count(value);
        WriteExactly(value, to[..count]);
        return count;
    }

    /// <summary>Fills <paramref name="to"/> with the last digits of the value, zeros in front.</summary>
    public static void WriteExactly<TUnit>(ulong value, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        int at = to.Length;
        while (value > uint.MaxValue)
        {
            ulong above = value / 100_000_000;
            WriteLow((uint)(value - (above * 100_000_000)), to.Slice(at - 8, 8));
            at -= 8;
            value = above;
        }

        WriteLow((uint)value, to[..at]);
    }

    public static int Count(ulong value)
    {
        // 1233 / 4096 is close to log10(2): the guess is right or one too low.
        int guess = ((BitOperations.Log2(value | 1) + 1) * 1233) >> 12;
        return guess + (value >= PowersOfTen[guess] ? 1 : 0);
    }

    private static void WriteLow<TUnit>(uint value, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        int at = to.Length;
        while (at >= 2)
        {
            uint above = value / 100;
            int pair = (int)(value - (above * 100)) * 2;
            value = above;
            at -= 2;
            to[at + 1] = TUnit.CreateTruncating(Pairs[pair + 1]);
            to[at] = TUnit.CreateTruncating(Pairs[pair]);
        }

        if (at > 0)
            to[0] = TUnit.CreateTruncating('0' + (value % 10));
    }
}
