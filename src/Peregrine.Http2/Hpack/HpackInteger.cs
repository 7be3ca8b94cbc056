namespace Peregrine.Http2.Hpack;

/// <summary>The integer representation of RFC 7541 §5.1, for values up to <see cref="Max"/>; larger ones are decoding errors, as the RFC allows.</summary>
internal static class HpackInteger
{
    /// <summary>The largest value taken: far above any length or index that limits leave possible.</summary>
    public const int Max = (1 << 28) - 1;

    /// <summary>The most bytes that an encoded integer takes here.</summary>
    public const int MaxEncodedBytes = 6;

    /// <summary>Reads the integer that starts in the low <paramref name="prefixBits"/> bits of the byte at <paramref name="at"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> block, ref int at, int prefixBits, out int value)
    {
        int mask = (1 << prefixBits) - 1;
        value = block[at++] & mask;
        return value < mask || TryReadRest(block, ref at, ref value);
    }

    /// <summary>Writes an integer behind the pattern bits in <paramref name="pattern"/>.</summary>
    public static int Write(Span<byte> target, byte pattern, int prefixBits, int value)
    {
        int mask = (1 << prefixBits) - 1;
        if (value < mask)
        {
            target[0] = (byte)(pattern | value);
            return 1;
        }
        target[0] = (byte)(pattern | mask);
        value -= mask;
        int written = 1;
        while (value >= 128)
        {
            target[written++] = (byte)(value | 128);
            value >>= 7;
        }
        target[written++] = (byte)value;
        return written;
    }

    private static bool TryReadRest(ReadOnlySpan<byte> block, ref int at, ref int value)
    {
        long sum = value;
        for (int shift = 0; shift <= 28 && at < block.Length; shift += 7)
        {
            int next = block[at++];
            sum += (long)(next & 127) << shift;
            if ((next & 128) == 0)
            {
                value = (int)sum;
                return sum <= Max;
            }
        }
        return false;
    }
}
