using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Peregrine.Http2.Buffers;
using Peregrine.Http2.Hpack;

namespace Peregrine.Http2.Frames;

/// <summary>Writes frames to the end of the output. It knows frames, not streams. Called under the connection's gate.</summary>
internal sealed class FrameWriter(OutputQueue output, HpackEncoder encoder)
{
    private const int MaxDebugBytes = 1024;

    // Longer frames, which some peers take, save nothing more, and what is urgent would wait for them.
    private const int LargestData = 128 * 1024;

    private long _controlBatch;

    /// <summary>The largest payload that the peer takes (SETTINGS_MAX_FRAME_SIZE).</summary>
    public int MaxPayload { get; set; } = 16384;

    /// <summary>The most that a DATA frame may hold.</summary>
    public int MaxData => Math.Min(MaxPayload, LargestData);

    /// <summary>Bytes of frames other than HEADERS and DATA since the last batch was taken.</summary>
    public int ControlBytes { get; private set; }

    /// <summary>DATA frames written so far.</summary>
    public long DataFrames { get; private set; }

    /// <summary>HEADERS and PUSH_PROMISE frames written so far.</summary>
    public long HeaderFrames { get; private set; }

    /// <summary>The bytes with which a client starts (RFC 9113 §3.4).</summary>
    public void WritePreface()
    {
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.CopyTo(output.Filling.Reserve(24));
        output.Filling.Commit(24);
    }

    /// <summary>SETTINGS with these identifiers and values.</summary>
    public void WriteSettings(ReadOnlySpan<(int Id, uint Value)> settings)
    {
        Span<byte> payload = Begin(settings.Length * 6, FrameType.Settings, FrameFlags.None, 0);
        foreach ((int id, uint value) in settings)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)id);
            BinaryPrimitives.WriteUInt32BigEndian(payload[2..], value);
            payload = payload[6..];
        }
    }

    /// <summary>SETTINGS with ACK.</summary>
    public void WriteSettingsAck() => Begin(0, FrameType.Settings, FrameFlags.Ack, 0);

    /// <summary>PING, or its answer.</summary>
    public void WritePing(ulong opaque, bool ack) =>
        BinaryPrimitives.WriteUInt64BigEndian(Begin(8, FrameType.Ping, ack ? FrameFlags.Ack : FrameFlags.None, 0), opaque);

    /// <summary>WINDOW_UPDATE; stream 0 is the connection.</summary>
    public void WriteWindowUpdate(int streamId, int increment) =>
        BinaryPrimitives.WriteInt32BigEndian(Begin(4, FrameType.WindowUpdate, FrameFlags.None, streamId), increment);

    /// <summary>RST_STREAM.</summary>
    public void WriteReset(int streamId, ErrorCode code) =>
        BinaryPrimitives.WriteInt32BigEndian(Begin(4, FrameType.RstStream, FrameFlags.None, streamId), (int)code);

    /// <summary>GOAWAY; the debug text is cut where it is long.</summary>
    public void WriteGoAway(int lastStreamId, ErrorCode code, string debug)
    {
        byte[] text = Encoding.UTF8.GetBytes(debug);
        int length = Math.Min(text.Length, MaxDebugBytes);
        Span<byte> payload = Begin(8 + length, FrameType.GoAway, FrameFlags.None, 0);
        BinaryPrimitives.WriteInt32BigEndian(payload, lastStreamId);
        BinaryPrimitives.WriteInt32BigEndian(payload[4..], (int)code);
        text.AsSpan(0, length).CopyTo(payload[8..]);
    }

    /// <summary>HEADERS, with CONTINUATION where the block is longer than a frame.</summary>
    public void WriteHeaders(int streamId, HeaderList headers, HeaderFields? tail, bool endStream) =>
        WriteBlock(FrameType.Headers, endStream ? FrameFlags.EndStream : FrameFlags.None, streamId, 0, headers, tail);

    /// <summary>PUSH_PROMISE on <paramref name="streamId"/> for <paramref name="promisedId"/>.</summary>
    public void WritePushPromise(int streamId, int promisedId, HeaderList request) =>
        WriteBlock(FrameType.PushPromise, FrameFlags.None, streamId, promisedId, request, null);

    /// <summary>DATA with a copy of <paramref name="data"/>. What directly follows a DATA frame of the same stream makes that frame longer instead.</summary>
    public void WriteData(int streamId, ReadOnlySpan<byte> data, bool endStream)
    {
        OutputBatch batch = output.Filling;
        if (TryLengthenLast(batch, streamId, data.Length, endStream))
        {
            data.CopyTo(batch.Reserve(data.Length));
            batch.ExtendLastData(data.Length);
            return;
        }
        DataFrames++;
        Span<byte> room = batch.Reserve(FrameHeader.Size + data.Length);
        FrameHeader.Write(room, data.Length, FrameType.Data, endStream ? FrameFlags.EndStream : FrameFlags.None, streamId);
        data.CopyTo(room[FrameHeader.Size..]);
        batch.CommitData(FrameHeader.Size + data.Length);
    }

    /// <summary>As <see cref="WriteData"/>, of bytes that stay where they are until the batch is sent.</summary>
    public void WriteForeignData(int streamId, ArraySegment<byte> data, bool endStream)
    {
        OutputBatch batch = output.Filling;
        if (!TryLengthenLast(batch, streamId, data.Count, endStream))
        {
            DataFrames++;
            FrameHeader.Write(batch.Reserve(FrameHeader.Size), data.Count, FrameType.Data, endStream ? FrameFlags.EndStream : FrameFlags.None, streamId);
            batch.CommitData(FrameHeader.Size);
        }
        batch.Add(data);
    }

    // True: the DATA frame that ends the batch says that so many more bytes are in it, which the caller appends.
    private bool TryLengthenLast(OutputBatch batch, int streamId, int more, bool endStream)
    {
        if (!batch.TryGetLastData(out Span<byte> last))
        {
            return false;
        }
        FrameHeader header = FrameHeader.Read(last);
        if (header.StreamId != streamId || header.Length + more > MaxData)
        {
            return false;
        }
        FrameHeader.Write(last, header.Length + more, FrameType.Data, endStream ? FrameFlags.EndStream : FrameFlags.None, streamId);
        return true;
    }

    private Span<byte> Begin(int length, FrameType type, FrameFlags flags, int streamId)
    {
        Span<byte> room = output.Filling.Reserve(FrameHeader.Size + length);
        FrameHeader.Write(room, length, type, flags, streamId);
        output.Filling.Commit(FrameHeader.Size + length);
        if (_controlBatch != output.FillingNumber)
        {
            _controlBatch = output.FillingNumber;
            ControlBytes = 0;
        }
        ControlBytes += FrameHeader.Size + length;
        return room.Slice(FrameHeader.Size, length);
    }

    [MethodImpl(Compiled.Apart)]
    private void WriteBlock(FrameType type, FrameFlags flags, int streamId, int promisedId, HeaderList headers, HeaderFields? tail)
    {
        HeaderFrames++;
        int fixedBytes = type == FrameType.PushPromise ? 4 : 0;
        int longest = HpackEncoder.MaxEncodedLength(headers, tail) + fixedBytes;
        int fragmenting = longest <= MaxPayload ? 0 : longest / MaxPayload * FrameHeader.Size;
        Span<byte> room = output.Filling.Reserve(FrameHeader.Size + longest + fragmenting);
        if (fixedBytes > 0)
        {
            BinaryPrimitives.WriteInt32BigEndian(room[FrameHeader.Size..], promisedId);
        }
        int length = fixedBytes + encoder.Encode(headers, tail, room[(FrameHeader.Size + fixedBytes)..]);
        if (length <= MaxPayload)
        {
            FrameHeader.Write(room, length, type, flags | FrameFlags.EndHeaders, streamId);
            output.Filling.Commit(FrameHeader.Size + length);
            return;
        }
        Fragment(room, length, streamId, out int fragments);
        FrameHeader.Write(room, MaxPayload, type, flags, streamId);
        output.Filling.Commit((fragments * FrameHeader.Size) + length);
    }

    // RFC 9113 §6.10. Makes CONTINUATION frames of what is beyond the first frame's payload.
    [MethodImpl(Compiled.Apart)]
    private void Fragment(Span<byte> room, int length, int streamId, out int fragments)
    {
        fragments = (length + MaxPayload - 1) / MaxPayload;
        for (int i = fragments - 1; i > 0; i--)
        {
            // From the last one on, because each moves up by the frame headers before it.
            int start = FrameHeader.Size + (i * MaxPayload);
            int size = Math.Min(MaxPayload, length - (i * MaxPayload));
            Span<byte> frame = room[(i * (MaxPayload + FrameHeader.Size))..];
            room.Slice(start, size).CopyTo(frame[FrameHeader.Size..]);
            FrameHeader.Write(frame, size, FrameType.Continuation, i == fragments - 1 ? FrameFlags.EndHeaders : FrameFlags.None, streamId);
        }
    }
}
