using System.Globalization;

namespace Peregrine.Protobuf.Text;

/// <summary>A place in text by line and column, both from 1; columns count characters, not bytes.</summary>
internal readonly record struct TextPosition(int Line, int Column)
{
    public static TextPosition Of(ReadOnlySpan<byte> text, long offset)
    {
        ReadOnlySpan<byte> before = text[..(int)Math.Min(offset, text.Length)];
        ReadOnlySpan<byte> line = before[(before.LastIndexOf((byte)'\n') + 1)..];
        int column = 1;
        foreach (byte b in line)
        {
            // UTF-8 continuation bytes (10xxxxxx) belong to the character before them.
            if ((b & 0xC0) != 0x80)
                column++;
        }

        return new TextPosition(before.Count((byte)'\n') + 1, column);
    }

    public static TextPosition Of(ReadOnlySpan<char> text, long offset)
    {
        ReadOnlySpan<char> before = text[..(int)Math.Min(offset, text.Length)];
        ReadOnlySpan<char> line = before[(before.LastIndexOf('\n') + 1)..];
        // A surrogate pair is one character.
        int column = 1;
        foreach (char unit in line)
        {
            if (!char.IsLowSurrogate(unit))
                column++;
        }

        return new TextPosition(before.Count('\n') + 1, column);
    }

    public InvalidProtocolBufferException Error(string format, string message, Exception? inner = null) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{format} error at line {Line}, column {Column}: {message}"), inner);
}
