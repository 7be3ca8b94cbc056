using System.Numerics;

namespace Peregrine.Protobuf.Json;

/// <summary>
/// The first 128 bits of powers of ten, normalised so that the highest is set: what conversions between binary and decimal need. Each is worked out when it is first
/// asked for, since a program meets few of them. Thread-safe.
/// </summary>
internal static class PowersOfTen
{
    /// <summary>Powers that doubles and their decimals of up to 19 digits can ask for.</summary>
    public const int Least = -342;
    public const int Most = 324;

    private static readonly ulong[] s_high = new ulong[Most - Least + 1];
    private static readonly ulong[] s_low = new ulong[Most - Least + 1];

    /// <summary>The bits, those that do not fit cut off.</summary>
    public static (ulong High, ulong Low) Floor(int power)
    {
        int index = power - Least;
        ulong high = Volatile.Read(ref s_high[index]);
        return high != 0 ? (high, s_low[index]) : Compute(power);
    }

    /// <summary>The bits, rounded up where some do not fit.</summary>
    public static (ulong High, ulong Low) Ceiling(int power)
    {
        (ulong high, ulong low) = Floor(power);
        // 5^55 is the last power that has no more than 128 bits; below one none is exact.
        if (power is >= 0 and <= 55)
            return (high, low);
        low++;
        return (low == 0 ? high + 1 : high, low);
    }

    /// <summary>The exponent of two of the highest bit: the power is at least 2 to that, and less than twice as much.</summary>
    public static int Log2(int power) => (power * 1741647) >> 19;

    private static (ulong High, ulong Low) Compute(int power)
    {
        BigInteger bits = Bits(power);
        ulong high = (ulong)(bits >> 64);
        ulong low = (ulong)(bits & ulong.MaxValue);
        int index = power - Least;
        s_low[index] = low;
        // Last, so that whoever sees it sees the other half too.
        Volatile.Write(ref s_high[index], high);
        return (high, low);
    }

    // Powers of two only move the point, so those of five will do.
    private static BigInteger Bits(int power)
    {
        BigInteger five = BigInteger.Pow(5, Math.Abs(power));
        int length = (int)five.GetBitLength();
        if (power >= 0)
            return length <= 128 ? five << (128 - length) : five >> (length - 128);
        // 2^(length + 127) / five lies between 2^127 and 2^128.
        return (BigInteger.One << (length + 127)) / five;
    }
}
