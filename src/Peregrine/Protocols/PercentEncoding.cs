using System.Buffers;
using System.Text;

namespace Peregrine.Protocols;

/// <summary>The encoding of <c>grpc-message</c>: UTF-8 with everything outside of 0x20–0x7E, and '%', as %XX (PROTOCOL-HTTP2.md, Status-Message).</summary>
internal static class PercentEncoding
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        new string([.. Enumerable.Range(0x20, 0x5F).Select(c => (char)c).Where(c => c != '%')]));

    /// <summary>Encodes text; the same instance when there is nothing to encode.</summary>
    public static string Encode(string text)
    {
        int first = text.AsSpan().IndexOfAnyExcept(Plain);
        if (first < 0)
            return text;

        var encoded = new StringBuilder(text.Length + 16);
        encoded.Append(text, 0, first);
        foreach (byte b in Encoding.UTF8.GetBytes(text[first..]))
        {
            if (b is >= 0x20 and <= 0x7E and not (byte)'%')
                encoded.Append((char)b);
            else
                encoded.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }

    /// <summary>Decodes what a peer sent; what is not well formed stays as it is ("must not fail", PROTOCOL-HTTP2.md).</summary>
    public static string Decode(ReadOnlySpan<byte> encoded)
    {
        if (!encoded.Contains((byte)'%'))
            return Encoding.UTF8.GetString(encoded);

        byte[] bytes = new byte[encoded.Length];
        int length = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%' && i + 2 < encoded.Length && TryHex(encoded[i + 1], out int high) && TryHex(encoded[i + 2], out int low))
            {
                bytes[length++] = (byte)(high << 4 | low);
                i += 2;
            }
            else
            {
                bytes[length++] = encoded[i];
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static bool TryHex(byte digit, out int value)
    {
        value = digit switch
        {
            >= (byte)'0' and <= (byte)'9' => digit - '0',
            >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
            _ => -1,
        };
        return value >= 0;
    }
}
