using System.Numerics;

namespace Peregrine.Protobuf.Json;

/// <summary>
/// A decimal of at most 19 digits, <see cref="Digits"/> times ten to <see cref="Exponent"/>, and its nearest floating-point number.
/// By the Eisel-Lemire method (D. Lemire, "Number parsing at a gigabyte per second", 2021): one or two multiplications by a power of ten of 128 bits.
/// </summary>
internal readonly record struct DecimalNumber(ulong Digits, int Exponent)
{
    private static ReadOnlySpan<double> ExactPowers =>
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Fails for subnormal and infinite results and in the rare cases that need more bits; the platform's parser takes those.</summary>
    public bool TryToDouble(out double value)
    {
        // Both factors are exact, so there is one rounding.
        if (Digits <= 1UL << 53 && Exponent is >= -22 and <= 22)
        {
            value = Exponent < 0 ? Digits / ExactPowers[-Exponent] : Digits * ExactPowers[Exponent];
            return true;
        }

        bool found = TryRound(52, 1023, -4, 23, out ulong bits);
        value = BitConverter.UInt64BitsToDouble(bits);
        return found;
    }

    /// <summary>Fails for subnormal and infinite results and in the rare cases that need more bits; the platform's parser takes those.</summary>
    public bool TryToSingle(out float value)
    {
        bool found = TryRound(23, 127, -17, 10, out ulong bits);
        value = BitConverter.UInt32BitsToSingle((uint)bits);
        return found;
    }

    // Ties are possible only between the two powers: outside, no decimal of 64 bits lies halfway between two numbers.
    private bool TryRound(int fractionBits, int bias, int leastTie, int mostTie, out ulong bits)
    {
        bits = 0;
        if (Digits == 0)
            return true;
        if (Exponent is < PowersOfTen.Least or > 308)
            return false;
        int zeros = BitOperations.LeadingZeroCount(Digits);
        if (!TryMultiply(Digits << zeros, fractionBits, out ulong high, out ulong low))
            return false;

        int top = (int)(high >> 63);
        int shift = top + 64 - fractionBits - 3;
        ulong significand = high >> shift; // with one bit more, for rounding
        int exponent = PowersOfTen.Log2(Exponent) + 63 + top - zeros + bias;
        if (exponent <= 0)
            return false;
        // Halfway: to even, which is down here.
        if (low <= 1 && Exponent >= leastTie && Exponent <= mostTie && (significand & 3) == 1 && significand << shift == high)
            significand &= ~1UL;
        significand = (significand + (significand & 1)) >> 1;
        if (significand >= 2UL << fractionBits)
        {
            significand >>= 1;
            exponent++;
        }

        bits = (significand & ((1UL << fractionBits) - 1)) | ((ulong)exponent << fractionBits);
        return exponent < (2 * bias) + 1;
    }

    private bool TryMultiply(ulong normalized, int fractionBits, out ulong high, out ulong low)
    {
        (ulong powerHigh, ulong powerLow) = Exponent is < 0 and >= -27 ? PowersOfTen.Ceiling(Exponent) : PowersOfTen.Floor(Exponent);
        high = Math.BigMul(normalized, powerHigh, out low);
        ulong unsure = ulong.MaxValue >> (fractionBits + 3);
        if ((high & unsure) == unsure)
        {
            ulong carry = Math.BigMul(normalized, powerLow, out _);
            low += carry;
            if (low < carry)
                high++;
        }

        return low != ulong.MaxValue || Exponent is >= -27 and <= 55;
    }
}
