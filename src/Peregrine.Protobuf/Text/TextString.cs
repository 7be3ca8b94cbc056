using System.Buffers;
using System.Text;

namespace Peregrine.Protobuf.Text;

/// <summary>The string literals of the text format: C escapes both ways.</summary>
internal static class TextString
{
    /// <summary>Appends the bytes that a literal, quotes included, stands for. Returns null, or what is wrong with it.</summary>
    public static string? Decode(ReadOnlySpan<byte> literal, ArrayBufferWriter<byte> bytes)
    {
        ReadOnlySpan<byte> rest = literal[1..^1];
        while (true)
        {
            int escape = rest.IndexOf((byte)'\\');
            if (escape < 0)
            {
                bytes.Write(rest);
                return null;
            }

            bytes.Write(rest[..escape]);
            rest = rest[(escape + 1)..];
            if (DecodeEscape(ref rest, bytes) is { } error)
                return error;
        }
    }

    /// <summary>Appends the bytes as a literal in double quotes; whatever is not printable ASCII becomes an octal escape.</summary>
    public static void EncodeBytes(ReadOnlySpan<byte> bytes, StringBuilder text)
    {
        text.Append('"');
        foreach (byte b in bytes)
        {
            if (!TryEncodeShort((char)b, text))
                AppendOctal(b, text);
        }

        text.Append('"');
    }

    /// <summary>Appends a string as a literal in double quotes; printable characters beyond ASCII stay as they are.</summary>
    public static void EncodeString(string value, bool escapeNonAscii, StringBuilder text)
    {
        Span<byte> utf8 = stackalloc byte[4];
        text.Append('"');
        foreach (Rune rune in value.EnumerateRunes())
        {
            if (rune.IsAscii ? TryEncodeShort((char)rune.Value, text) : TryEncodeWide(rune, escapeNonAscii, text))
                continue;
            int length = rune.EncodeToUtf8(utf8);
            foreach (byte b in utf8[..length])
                AppendOctal(b, text);
        }

        text.Append('"');
    }

    private static bool TryEncodeWide(Rune rune, bool escapeNonAscii, StringBuilder text)
    {
        if (escapeNonAscii || Rune.IsControl(rune))
            return false;
        text.Append(rune.ToString());
        return true;
    }

    private static bool TryEncodeShort(char c, StringBuilder text)
    {
        switch (c)
        {
            case '\n': text.Append("\\n"); return true;
            case '\r': text.Append("\\r"); return true;
            case '\t': text.Append("\\t"); return true;
            case '"': text.Append("\\\""); return true;
            case '\'': text.Append("\\'"); return true;
            case '\\': text.Append("\\\\"); return true;
            case >= ' ' and <= '~': text.Append(c); return true;
            default: return false;
        }
    }

    private static void AppendOctal(byte b, StringBuilder text) =>
        text.Append('\\').Append((char)('0' + (b >> 6))).Append((char)('0' + ((b >> 3) & 7))).Append((char)('0' + (b & 7)));

    private static string? DecodeEscape(ref ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> bytes)
    {
        byte letter = rest[0];
        if (letter is >= (byte)'0' and <= (byte)'7')
            return DecodeOctal(ref rest, bytes);
        rest = rest[1..];
        switch (letter)
        {
            case (byte)'a': Append(bytes, 0x07); return null;
            case (byte)'b': Append(bytes, 0x08); return null;
            case (byte)'f': Append(bytes, 0x0C); return null;
            case (byte)'n': Append(bytes, 0x0A); return null;
            case (byte)'r': Append(bytes, 0x0D); return null;
            case (byte)'t': Append(bytes, 0x09); return null;
            case (byte)'v': Append(bytes, 0x0B); return null;
            case (byte)'?' or (byte)'\\' or (byte)'\'' or (byte)'"': Append(bytes, letter); return null;
            case (byte)'x' or (byte)'X': return DecodeHex(ref rest, bytes);
            case (byte)'u': return DecodeRune(ref rest, 4, bytes);
            case (byte)'U': return DecodeRune(ref rest, 8, bytes);
            default: return $"unknown escape \\{(char)letter} in a string";
        }
    }

    private static string? DecodeOctal(ref ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> bytes)
    {
        int value = 0;
        for (int digits = 0; digits < 3 && rest.Length > 0 && rest[0] is >= (byte)'0' and <= (byte)'7'; digits++)
        {
            value = (value * 8) + (rest[0] - '0');
            rest = rest[1..];
        }

        if (value > byte.MaxValue)
            return "an octal escape in a string exceeds \\377";
        Append(bytes, (byte)value);
        return null;
    }

    private static string? DecodeHex(ref ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> bytes)
    {
        int digits = TakeHex(ref rest, 2, out uint value);
        if (digits == 0)
            return "no hexadecimal digits after \\x in a string";
        Append(bytes, (byte)value);
        return null;
    }

    private static string? DecodeRune(ref ReadOnlySpan<byte> rest, int length, ArrayBufferWriter<byte> bytes)
    {
        if (TakeHex(ref rest, length, out uint value) != length)
            return $"a \\{(length == 4 ? 'u' : 'U')} escape in a string needs {length} hexadecimal digits";
        if (!Rune.TryCreate(value, out Rune rune))
            return $"a Unicode escape in a string names no character: U+{value:X4}";
        bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
        return null;
    }

    private static int TakeHex(ref ReadOnlySpan<byte> rest, int max, out uint value)
    {
        value = 0;
        int digits = 0;
        for (; digits < max && rest.Length > 0 && char.IsAsciiHexDigit((char)rest[0]); digits++)
        {
            value = (value * 16) + (uint)Uri.FromHex((char)rest[0]);
            rest = rest[1..];
        }

        return digits;
    }

    private static void Append(ArrayBufferWriter<byte> bytes, byte value)
    {
        bytes.GetSpan(1)[0] = value;
        bytes.Advance(1);
    }
}
