namespace Peregrine.Http2.Hpack;

/// <summary>
/// The Huffman code of RFC 7541 appendix B. It is canonical (codes ascend by length, then by symbol), so the lengths alone define it.
/// </summary>
internal static class Huffman
{
    private const int Symbols = 257;
    private const int EndOfString = 256;
    private const int LongestCode = 30;
    private const int PrimaryBits = 10;

    private static readonly uint[] s_codes = new uint[Symbols];

    // Indexed by the next 10 bits: symbol << 4 | length, 0 where the code is longer.
    private static readonly ushort[] s_primary = new ushort[1 << PrimaryBits];

    // Symbols in code order, and for each length the first code (left-aligned to 32 bits) above those of that length, for codes over 10 bits.
    private static readonly ushort[] s_ordered = new ushort[Symbols];
    private static readonly ulong[] s_limit = new ulong[LongestCode + 1];
    private static readonly int[] s_offset = new int[LongestCode + 1];

    static Huffman() => BuildTables();

    private static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];

    /// <summary>The most bytes that <paramref name="encoded"/> bytes can decode to: the shortest code has 5 bits.</summary>
    public static int MaxDecodedLength(int encoded) => (int)((long)encoded * 8 / 5);

    /// <summary>The bytes that <paramref name="text"/> takes when encoded.</summary>
    public static int EncodedLength(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> lengths = Lengths;
        long bits = 0;
        foreach (byte symbol in text)
        {
            bits += lengths[symbol];
        }
        return (int)((bits + 7) / 8);
    }

    /// <summary>Encodes into <paramref name="target"/>, which has room for <see cref="EncodedLength"/> bytes; the last byte is padded with ones.</summary>
    public static int Encode(ReadOnlySpan<byte> text, Span<byte> target)
    {
        ReadOnlySpan<byte> lengths = Lengths;
        ulong bits = 0;
        int count = 0, written = 0;
        foreach (byte symbol in text)
        {
            bits = bits << lengths[symbol] | s_codes[symbol];
            count += lengths[symbol];
            while (count >= 8)
            {
                count -= 8;
                target[written++] = (byte)(bits >> count);
            }
        }
        if (count > 0)
        {
            target[written++] = (byte)(bits << (8 - count) | 0xffu >> count);
        }
        return written;
    }

    /// <summary>Decodes into <paramref name="target"/>, which has room for <see cref="MaxDecodedLength"/>. False for anything RFC 7541 §5.2 forbids.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> source, Span<byte> target, out int written)
    {
        ulong bits = 0; // left-aligned
        int count = 0, read = 0;
        written = 0;
        while (true)
        {
            while (count <= 56 && read < source.Length)
            {
                bits |= (ulong)source[read++] << (56 - count);
                count += 8;
            }
            if (count == 0)
            {
                return true;
            }
            do
            {
                int symbol = s_primary[(int)(bits >> (64 - PrimaryBits))];
                int length = symbol & 15;
                symbol >>= 4;
                if (length == 0)
                {
                    (symbol, length) = FindLong(bits);
                }
                if (length > count)
                {
                    return IsPadding(bits, count);
                }
                if (symbol == EndOfString)
                {
                    return false;
                }
                target[written++] = (byte)symbol;
                bits <<= length;
                count -= length;
            }
            while (count >= LongestCode);
        }
    }

    // RFC 7541 §5.2: padding is the most significant bits of EOS (ones), and shorter than 8 bits.
    private static bool IsPadding(ulong bits, int count) => count < 8 && bits >> (64 - count) == (1UL << count) - 1;

    private static (int Symbol, int Length) FindLong(ulong bits)
    {
        ulong window = bits >> 32;
        for (int length = PrimaryBits + 1; length < LongestCode; length++)
        {
            if (window < s_limit[length])
            {
                return (s_ordered[s_offset[length] + (int)(window >> (32 - length))], length);
            }
        }
        return (s_ordered[s_offset[LongestCode] + (int)(window >> (32 - LongestCode))], LongestCode);
    }

    private static void BuildTables()
    {
        ReadOnlySpan<byte> lengths = Lengths;
        uint code = 0;
        int ordered = 0;
        for (int length = 1; length <= LongestCode; length++)
        {
            code <<= 1;
            s_offset[length] = ordered - (int)code; // s_ordered[s_offset + code] is the symbol
            for (int symbol = 0; symbol < Symbols; symbol++)
            {
                if (lengths[symbol] != length)
                {
                    continue;
                }
                s_codes[symbol] = code;
                s_ordered[ordered++] = (ushort)symbol;
                if (length <= PrimaryBits)
                {
                    int spread = PrimaryBits - length;
                    s_primary.AsSpan((int)(code << spread), 1 << spread).Fill((ushort)(symbol << 4 | length));
                }
                code++;
            }
            s_limit[length] = (ulong)code << (32 - length);
        }
    }
}
