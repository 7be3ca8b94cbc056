using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>What the string literals of .proto files and of the text format stand for.</summary>
internal static class StringLiterals
{
    /// <summary>Appends the bytes that a string literal, quotes included, stands for.</summary>
    public static void Append(byte[] text, int start, int end, List<byte> bytes)
    {
        if (end - start < 2)
            return;
        var quote = text[start];
        var stop = text[end - 1] == quote ? end - 1 : end;
        for (var i = start + 1; i < stop; i++)
        {
            if (text[i] != '\\' || i + 1 >= stop)
                bytes.Add(text[i]);
            else
                i = AppendEscape(text, i + 1, stop, bytes);
        }
    }

    // Gives the index of the last byte of the escape.
    private static int AppendEscape(byte[] text, int at, int stop, List<byte> bytes)
    {
        var c = text[at];
        switch (c)
        {
            case >= (byte)'0' and <= (byte)'7':
                return AppendOctal(text, at, stop, bytes);
            case (byte)'x' or (byte)'X':
                return AppendHex(text, at, stop, bytes);
            case (byte)'u' or (byte)'U':
                return AppendUnicode(text, at, stop, bytes);
            default:
                bytes.Add(c switch
                {
                    (byte)'a' => 0x07,
                    (byte)'b' => 0x08,
                    (byte)'f' => 0x0C,
                    (byte)'n' => 0x0A,
                    (byte)'r' => 0x0D,
                    (byte)'t' => 0x09,
                    (byte)'v' => 0x0B,
                    (byte)'\\' or (byte)'?' or (byte)'\'' or (byte)'"' => c,
                    _ => (byte)'?',
                });
                return at;
        }
    }

    private static int AppendOctal(byte[] text, int at, int stop, List<byte> bytes)
    {
        var value = 0;
        var last = at;
        for (var i = at; i < at + 3 && i < stop && text[i] is >= (byte)'0' and <= (byte)'7'; i++)
        {
            value = value * 8 + text[i] - '0';
            last = i;
        }

        bytes.Add((byte)value);
        return last;
    }

    private static int AppendHex(byte[] text, int at, int stop, List<byte> bytes)
    {
        var value = 0u;
        var last = at;
        for (var i = at + 1; i < at + 3 && i < stop && Digit(text[i]) < 16; i++)
        {
            value = value * 16 + Digit(text[i]);
            last = i;
        }

        bytes.Add((byte)value);
        return last;
    }

    private static int AppendUnicode(byte[] text, int at, int stop, List<byte> bytes)
    {
        var digits = text[at] == 'u' ? 4 : 8;
        if (!TryReadCodePoint(text, at + 1, digits, stop, out var codePoint))
        {
            bytes.Add(text[at]);
            return at;
        }

        var last = at + digits;
        // A head surrogate takes the \uXXXX that follows when that is its trail.
        if (codePoint is >= 0xD800 and < 0xDC00 && last + 6 < stop + 1 && last + 2 < stop && text[last + 1] == '\\' && text[last + 2] == 'u'
            && TryReadCodePoint(text, last + 3, 4, stop, out var trail) && trail is >= 0xDC00 and < 0xE000)
        {
            codePoint = 0x10000 + ((codePoint - 0xD800) << 10) + (trail - 0xDC00);
            last += 6;
        }

        if (codePoint <= 0x10FFFF)
            AppendUtf8(codePoint, bytes);
        else
            bytes.AddRange(System.Text.Encoding.ASCII.GetBytes($"\\U{codePoint:x8}"));
        return last;
    }

    private static bool TryReadCodePoint(byte[] text, int at, int digits, int stop, out uint value)
    {
        value = 0;
        if (at + digits > stop)
            return false;
        for (var i = at; i < at + digits; i++)
        {
            var digit = Digit(text[i]);
            if (digit >= 16)
                return false;
            value = value * 16 + digit;
        }

        return true;
    }

    // Lone surrogates are encoded as they are, as the reference does.
    private static void AppendUtf8(uint c, List<byte> bytes)
    {
        if (c < 0x80)
        {
            bytes.Add((byte)c);
        }
        else if (c < 0x800)
        {
            bytes.Add((byte)(0xC0 | c >> 6));
            bytes.Add((byte)(0x80 | c & 0x3F));
        }
        else if (c < 0x10000)
        {
            bytes.Add((byte)(0xE0 | c >> 12));
            bytes.Add((byte)(0x80 | c >> 6 & 0x3F));
            bytes.Add((byte)(0x80 | c & 0x3F));
        }
        else
        {
            bytes.Add((byte)(0xF0 | c >> 18));
            bytes.Add((byte)(0x80 | c >> 12 & 0x3F));
            bytes.Add((byte)(0x80 | c >> 6 & 0x3F));
            bytes.Add((byte)(0x80 | c & 0x3F));
        }
    }

    private static uint Digit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => (uint)(c - '0'),
        >= (byte)'a' and <= (byte)'f' => (uint)(c - 'a' + 10),
        >= (byte)'A' and <= (byte)'F' => (uint)(c - 'A' + 10),
        _ => uint.MaxValue,
    };
}
