using System.Text;

namespace Peregrine.Schema;

/// <summary>
/// UTF-8 that survives bytes which are no UTF-8: such a byte 0xNN becomes the lone surrogate U+DCNN and back. Comments and default
/// values of a .proto may hold any byte, and a descriptor must give them back unchanged.
/// </summary>
internal static class EscapedUtf8
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string GetString(byte[] bytes, int offset, int count)
    {
        if (count == 0)
            return "";
        var ascii = true;
        for (var i = offset; i < offset + count; i++)
            ascii &= bytes[i] < 0x80;
        if (ascii)
            return Encoding.ASCII.GetString(bytes, offset, count);
        try
        {
            return s_strict.GetString(bytes, offset, count);
        }
        catch (DecoderFallbackException)
        {
            return GetEscapedString(bytes, offset, count);
        }
    }

    public static byte[] GetBytes(string text)
    {
        var bytes = new byte[text.Length * 3];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
            length += Encode(text, ref i, bytes, length);
        System.Array.Resize(ref bytes, length);
        return bytes;
    }

    // Encodes the character at index (two UTF-16 units move the index) and gives the number of bytes written.
    public static int Encode(string text, ref int index, byte[] destination, int at)
    {
        int c = text[index];
        if (c < 0x80)
        {
            destination[at] = (byte)c;
            return 1;
        }

        if (char.IsHighSurrogate((char)c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            c = char.ConvertToUtf32((char)c, text[++index]);
            destination[at] = (byte)(0xF0 | c >> 18);
            destination[at + 1] = (byte)(0x80 | c >> 12 & 0x3F);
            destination[at + 2] = (byte)(0x80 | c >> 6 & 0x3F);
            destination[at + 3] = (byte)(0x80 | c & 0x3F);
            return 4;
        }

        if (c is >= 0xDC80 and <= 0xDCFF)
        {
            destination[at] = (byte)c;
            return 1;
        }

        if (c < 0x800)
        {
            destination[at] = (byte)(0xC0 | c >> 6);
            destination[at + 1] = (byte)(0x80 | c & 0x3F);
            return 2;
        }

        destination[at] = (byte)(0xE0 | c >> 12);
        destination[at + 1] = (byte)(0x80 | c >> 6 & 0x3F);
        destination[at + 2] = (byte)(0x80 | c & 0x3F);
        return 3;
    }

    private static string GetEscapedString(byte[] bytes, int offset, int count)
    {
        var text = new StringBuilder(count);
        var end = offset + count;
        while (offset < end)
        {
            var length = ValidLength(bytes, offset, end);
            if (length == 0)
                text.Append((char)(0xDC00 | bytes[offset++]));
            else
                text.Append(s_strict.GetString(bytes, offset, length));
            offset += length;
        }

        return text.ToString();
    }

    // The length of the well-formed sequence at offset, or 0 (Unicode 15, table 3-7).
    private static int ValidLength(byte[] bytes, int offset, int end)
    {
        var lead = bytes[offset];
        if (lead < 0x80)
            return 1;
        var length = lead is >= 0xC2 and <= 0xDF ? 2 : lead is >= 0xE0 and <= 0xEF ? 3 : lead is >= 0xF0 and <= 0xF4 ? 4 : 0;
        if (length == 0 || offset + length > end)
            return 0;
        for (var i = 1; i < length; i++)
        {
            if ((bytes[offset + i] & 0xC0) != 0x80)
                return 0;
        }

        var second = bytes[offset + 1];
        var valid = lead switch
        {
            0xE0 => second >= 0xA0,
            0xED => second < 0xA0,
            0xF0 => second >= 0x90,
            0xF4 => second < 0x90,
            _ => true,
        };
        return valid ? length : 0;
    }
}
