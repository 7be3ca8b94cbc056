using System.Buffers.Binary;

namespace Peregrine.Framing;

/// <summary>The five bytes in front of each message: a flag and a length (PROTOCOL-HTTP2.md, Length-Prefixed-Message).</summary>
internal static class MessagePrefix
{
    public const int Length = CallStream.Headroom;
    public const byte Uncompressed = 0;
    public const byte Compressed = 1;

    public static void Write(Span<byte> framed, bool compressed) => Write(framed, framed.Length, compressed);

    /// <summary>The prefix of a message of which <paramref name="framed"/> is the beginning.</summary>
    public static void Write(Span<byte> framed, int framedLength, bool compressed)
    {
        framed[0] = compressed ? Compressed : Uncompressed;
        BinaryPrimitives.WriteInt32BigEndian(framed[1..], framedLength - Length);
    }
}
