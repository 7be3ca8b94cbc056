using System.Buffers.Binary;

namespace Peregrine.Http2.Frames;

/// <summary>The nine bytes before each payload (RFC 9113 §4.1).</summary>
internal readonly record struct FrameHeader(int Length, FrameType Type, FrameFlags Flags, int StreamId)
{
    /// <summary>Its size on the wire.</summary>
    public const int Size = 9;

    /// <summary>Reads one; the reserved bit is ignored.</summary>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes)
    {
        uint lengthAndType = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        int stream = BinaryPrimitives.ReadInt32BigEndian(bytes[5..]) & int.MaxValue;
        return new FrameHeader((int)(lengthAndType >> 8), (FrameType)(byte)lengthAndType, (FrameFlags)bytes[4], stream);
    }

    /// <summary>Writes it to the first nine bytes of <paramref name="target"/>.</summary>
    public static void Write(Span<byte> target, int length, FrameType type, FrameFlags flags, int streamId)
    {
        BinaryPrimitives.WriteInt32BigEndian(target[5..], streamId);
        target[4] = (byte)flags;
        BinaryPrimitives.WriteUInt32BigEndian(target, (uint)length << 8 | (byte)type);
    }

    /// <summary>Whether a flag is set.</summary>
    public bool Has(FrameFlags flag) => (Flags & flag) != 0;
}
