using System.Buffers;
using System.Globalization;
using System.Text.Unicode;

namespace Peregrine.Protobuf.Json;

/// <summary>
/// Turns the inside of a JSON string that has escapes into text: stretches between escapes are transcoded at once, where the platform's reader goes byte by byte.
/// </summary>
internal static class JsonEscapes
{
    /// <summary>Fails for bytes that are no UTF-8 and for half a surrogate pair. The escapes themselves were checked by the reader before.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> escaped, out string text)
    {
        char[] buffer = ArrayPool<char>.Shared.Rent(escaped.Length);
        try
        {
            bool valid = TryDecode(escaped, buffer, out int length);
            text = valid ? new string(buffer, 0, length) : "";
            return valid;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static bool TryDecode(ReadOnlySpan<byte> escaped, Span<char> text, out int length)
    {
        length = 0;
        while (true)
        {
            int escape = escaped.IndexOf((byte)'\\');
            ReadOnlySpan<byte> plain = escape < 0 ? escaped : escaped[..escape];
            if (Utf8.ToUtf16(plain, text[length..], out _, out int written, replaceInvalidSequences: false) != OperationStatus.Done)
                return false;
            length += written;
            if (escape < 0)
                return true;
            escaped = escaped[(escape + 1)..];
            if (!TryDecodeOne(ref escaped, text, ref length))
                return false;
        }
    }

    private static bool TryDecodeOne(ref ReadOnlySpan<byte> escaped, Span<char> text, ref int length)
    {
        byte letter = escaped[0];
        if (letter != 'u')
        {
            text[length++] = letter switch
            {
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                _ => (char)letter,
            };
            escaped = escaped[1..];
            return true;
        }

        char unit = Unit(escaped);
        escaped = escaped[5..];
        text[length++] = unit;
        if (!char.IsSurrogate(unit))
            return true;
        if (char.IsLowSurrogate(unit) || escaped is not [(byte)'\\', (byte)'u', ..])
            return false;
        char low = Unit(escaped[1..]);
        escaped = escaped[6..];
        text[length++] = low;
        return char.IsLowSurrogate(low);
    }

    private static char Unit(ReadOnlySpan<byte> escape) => (char)ushort.Parse(escape.Slice(1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
