using System.Buffers.Binary;
using System.Text;
using Peregrine.Http2;
using Peregrine.Http2.Frames;

namespace Peregrine.Testing;

/// <summary>One frame as it was on the wire.</summary>
internal sealed record WireFrame(FrameType Type, FrameFlags Flags, int StreamId, byte[] Payload)
{
    public bool EndsStream => (Flags & FrameFlags.EndStream) != 0;

    public bool IsAck => (Flags & FrameFlags.Ack) != 0;

    /// <summary>The 32-bit number that RST_STREAM and WINDOW_UPDATE are.</summary>
    public int Number => BinaryPrimitives.ReadInt32BigEndian(Payload);

    /// <summary>The code of RST_STREAM or GOAWAY.</summary>
    public ErrorCode Code => (ErrorCode)BinaryPrimitives.ReadInt32BigEndian(Type == FrameType.GoAway ? Payload.AsSpan(4) : Payload);

    /// <summary>The text at the end of GOAWAY.</summary>
    public string Debug => Encoding.UTF8.GetString(Payload.AsSpan(8));

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[FrameHeader.Size + Payload.Length];
        FrameHeader.Write(bytes, Payload.Length, Type, Flags, StreamId);
        Payload.CopyTo(bytes, FrameHeader.Size);
        return bytes;
    }

    public override string ToString() => $"{Type} {Flags} stream {StreamId}, {Payload.Length} bytes{(Type == FrameType.GoAway ? $" {Code}: {Debug}" : Type == FrameType.RstStream ? $" {Code}" : "")}";
}
