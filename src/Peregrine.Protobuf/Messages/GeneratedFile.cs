using System.ComponentModel;
using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>For generated code: turns the descriptor that it carries as a literal into a linked one.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class GeneratedFile
{
    /// <summary>
    /// Builds the descriptor of a file. <paramref name="literal"/> is the serialized FileDescriptorProto in which each byte stands as the code point of the same number, so that it is a legal and legible UTF-8 literal.
    /// </summary>
    public static FileDescriptor Build(ReadOnlySpan<byte> literal, params FileDescriptor[] dependencies) =>
        FileDescriptor.FromBytes(Decode(literal), dependencies);

    /// <summary>The bytes that the literal stands for.</summary>
    internal static byte[] Decode(ReadOnlySpan<byte> literal)
    {
        int length = 0;
        foreach (byte unit in literal)
            length += unit < 0xc0 ? 1 : 0; // a code point from U+0080 to U+00FF is a lead byte and a trail byte
        byte[] bytes = new byte[length];
        int at = 0;
        for (int i = 0; i < literal.Length; i++)
            bytes[at++] = literal[i] < 0x80 ? literal[i] : (byte)((literal[i] << 6) | (literal[++i] & 0x3f));
        return bytes;
    }
}
