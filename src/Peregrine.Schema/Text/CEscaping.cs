using System.Collections.Generic;
using System.Text;

namespace Peregrine.Schema;

/// <summary>The escapes in which descriptors keep the default of a <c>bytes</c> field.</summary>
internal static class CEscaping
{
    public static string Escape(byte[] bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var b in bytes)
        {
            switch (b)
            {
                case (byte)'\n': text.Append("\\n"); break;
                case (byte)'\r': text.Append("\\r"); break;
                case (byte)'\t': text.Append("\\t"); break;
                case (byte)'"': text.Append("\\\""); break;
                case (byte)'\'': text.Append("\\'"); break;
                case (byte)'\\': text.Append("\\\\"); break;
                case >= 0x20 and < 0x7F: text.Append((char)b); break;
                default:
                    text.Append('\\').Append((char)('0' + (b >> 6))).Append((char)('0' + (b >> 3 & 7))).Append((char)('0' + (b & 7)));
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>Undoes <see cref="Escape"/>; false when an escape is not one.</summary>
    public static bool TryUnescape(string text, out byte[] bytes)
    {
        var source = EscapedUtf8.GetBytes(text);
        var result = new List<byte>(source.Length);
        bytes = [];
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '\\')
            {
                result.Add(source[i]);
                continue;
            }

            if (++i >= source.Length || !TryReadEscape(source, ref i, result))
                return false;
        }

        bytes = result.ToArray();
        return true;
    }

    // The index is at the character after the backslash, and is left at the escape's last.
    private static bool TryReadEscape(byte[] source, ref int i, List<byte> result)
    {
        switch (source[i])
        {
            case (byte)'n': result.Add(10); return true;
            case (byte)'r': result.Add(13); return true;
            case (byte)'t': result.Add(9); return true;
            case (byte)'a': result.Add(7); return true;
            case (byte)'b': result.Add(8); return true;
            case (byte)'f': result.Add(12); return true;
            case (byte)'v': result.Add(11); return true;
            case (byte)'"' or (byte)'\'' or (byte)'\\' or (byte)'?': result.Add(source[i]); return true;
            case >= (byte)'0' and <= (byte)'7':
                return TryReadDigits(source, ref i, result, 3, 8);
            case (byte)'x' or (byte)'X':
                i++;
                return TryReadDigits(source, ref i, result, 2, 16);
            default:
                return false;
        }
    }

    private static bool TryReadDigits(byte[] source, ref int i, List<byte> result, int max, int radix)
    {
        var value = 0;
        var start = i;
        for (; i < source.Length && i < start + max && DigitOf(source[i]) < radix; i++)
            value = value * radix + DigitOf(source[i]);
        if (i == start || value > 255)
            return false;
        i--;
        result.Add((byte)value);
        return true;
    }

    private static int DigitOf(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => 99,
    };
}
