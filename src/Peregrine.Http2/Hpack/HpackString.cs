namespace Peregrine.Http2.Hpack;

/// <summary>Where a string literal of RFC 7541 §5.2 lies in a block.</summary>
internal readonly record struct HpackString(int Start, int Length, bool IsHuffman)
{
    /// <summary>The most bytes it can decode to.</summary>
    public int MaxLength => IsHuffman ? Huffman.MaxDecodedLength(Length) : Length;

    /// <summary>Reads the length and steps over the bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> block, ref int at, out HpackString text)
    {
        text = default;
        if (at >= block.Length)
        {
            return false;
        }
        bool huffman = (block[at] & 0x80) != 0;
        if (!HpackInteger.TryRead(block, ref at, 7, out int length) || length > block.Length - at)
        {
            return false;
        }
        text = new HpackString(at, length, huffman);
        at += length;
        return true;
    }

    /// <summary>Writes the text to <paramref name="target"/>, which has room for <see cref="MaxLength"/>.</summary>
    public bool TryDecode(ReadOnlySpan<byte> block, Span<byte> target, out int written)
    {
        ReadOnlySpan<byte> bytes = block.Slice(Start, Length);
        if (IsHuffman)
        {
            return Huffman.TryDecode(bytes, target, out written);
        }
        bytes.CopyTo(target);
        written = Length;
        return true;
    }
}
