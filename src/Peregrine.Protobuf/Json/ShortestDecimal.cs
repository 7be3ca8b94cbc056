namespace Peregrine.Protobuf.Json;

/// <summary>
/// The decimal of fewest digits that reads back as the same floating-point number, and of those the closest: <see cref="Digits"/> times ten to <see cref="Exponent"/>.
/// By the Schubfach method (R. Giulietti, "The Schubfach way to render doubles", 2020): three multiplications tell which decimals lie in the interval of rounding.
/// </summary>
internal readonly record struct ShortestDecimal(ulong Digits, int Exponent)
{
    /// <summary>Of a positive finite number.</summary>
    public static ShortestDecimal Of(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        return Of(bits & ((1UL << 52) - 1), (int)(bits >> 52) & 0x7FF, 52, 1075);
    }

    /// <summary>Of a positive finite number.</summary>
    public static ShortestDecimal Of(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return Of(bits & ((1U << 23) - 1), (int)(bits >> 23) & 0xFF, 23, 150);
    }

    private static ShortestDecimal Of(ulong fraction, int biased, int fractionBits, int bias)
    {
        ulong significand = biased == 0 ? fraction : fraction | (1UL << fractionBits);
        int exponent = Math.Max(biased, 1) - bias;
        // A whole number that fits: the general way would find it too, with zeros to strip.
        if (exponent is <= 0 and > -64 && exponent >= -fractionBits && (significand & ((1UL << -exponent) - 1)) == 0)
            return WithoutZeros(significand >> -exponent, 0);

        // The neighbour below a power of two is half as far away.
        bool irregular = fraction == 0 && biased > 1;
        int scale = ((exponent * 1262611) - (irregular ? 524031 : 0)) >> 22; // floor(log10(2^exponent)), of 3/4 of it where irregular
        int shift = exponent + PowersOfTen.Log2(-scale) + 1;
        (ulong high, ulong low) = PowersOfTen.Ceiling(-scale);

        // In quarters of the unit in the last decimal place; an even significand's bounds read back as itself.
        ulong below = ToOdd(high, low, ((4 * significand) - (irregular ? 1UL : 2UL)) << shift) + (significand & 1);
        ulong exact = ToOdd(high, low, (4 * significand) << shift);
        ulong above = ToOdd(high, low, ((4 * significand) + 2) << shift) - (significand & 1);
        return Choose(below, exact, above, scale);
    }

    private static ShortestDecimal Choose(ulong below, ulong exact, ulong above, int scale)
    {
        ulong digits = exact / 4;
        if (digits >= 10)
        {
            // One digit fewer, where exactly one of the two candidates is inside.
            ulong fewer = digits / 10;
            bool lowerInside = below <= 40 * fewer;
            bool upperInside = (40 * fewer) + 40 <= above;
            if (lowerInside != upperInside)
                return WithoutZeros(fewer + (upperInside ? 1UL : 0UL), scale + 1);
        }

        bool downInside = below <= 4 * digits;
        bool upInside = (4 * digits) + 4 <= above;
        ulong middle = (4 * digits) + 2;
        bool up = downInside != upInside ? upInside : exact > middle || (exact == middle && (digits & 1) != 0);
        // Only the smallest subnormal numbers have so few digits that they can become a ten.
        return up && digits == 9 ? new ShortestDecimal(1, scale + 1) : new ShortestDecimal(digits + (up ? 1UL : 0UL), scale);
    }

    private static ShortestDecimal WithoutZeros(ulong digits, int exponent)
    {
        while (digits >= 10)
        {
            ulong tenth = digits / 10;
            if (tenth * 10 != digits)
                break;
            digits = tenth;
            exponent++;
        }

        return new ShortestDecimal(digits, exponent);
    }

    // The upper part of the product, whose last bit also stands for everything that is cut off.
    private static ulong ToOdd(ulong high, ulong low, ulong factor)
    {
        ulong carry = Math.BigMul(low, factor, out _);
        ulong upper = Math.BigMul(high, factor, out ulong middle);
        middle += carry;
        if (middle < carry)
            upper++;
        return upper | (middle > 1 ? 1UL : 0UL);
    }
}
