using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Peregrine.Protobuf.Wire;

namespace Peregrine.Protobuf;

/// <summary>
/// Writes the wire format <b>from the end to the front</b>: fields from the last to the first, of each field the value, then its length, then its tag.
/// So a length is known when it is written, and one pass is enough. Lives on the stack for one message; its buffer comes from the shared pool and grows at the front.
/// </summary>
public ref struct WireWriter
{
    // The widest unit store reaches this far before the byte it is for.
    private const int Slack = 16;

    private byte[] _buffer;
    private int _position; // the first byte written; free space is before it
    private int _end; // the buffer's, and further on by what is kept apart
    private readonly int _headroom; // bytes at the front to be left to the caller
    private readonly ApartRule _apart;
    private readonly SerializeOptions _options;

    internal WireWriter(byte[] buffer, int headroom, SerializeOptions options, ApartRule apart = default)
    {
        _buffer = buffer;
        _headroom = headroom;
        _position = buffer.Length;
        _end = buffer.Length;
        _apart = apart;
        _options = options;
    }

    /// <summary>How many bytes have been written. What was written since an earlier count is the length of what lies between.</summary>
    public readonly int Written
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _end - _position;
    }

    /// <summary>Whether equal messages must give equal bytes: map entries are sorted.</summary>
    public readonly bool IsDeterministic => _options.Deterministic;

    /// <summary>The options that this message is written with.</summary>
    public readonly SerializeOptions Options => _options;

    internal readonly byte[] Buffer => _buffer;

    internal readonly int Start => _position;

    /// <summary>The <c>bytes</c> values that are not in the buffer, the last in the message first, with the number of bytes of the buffer that come after each.</summary>
    internal List<(int FromEnd, ByteString Bytes)>? Apart { get; private set; }

    private readonly ref byte Front => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_buffer), _position);

    /// <summary>Writes an <c>int32</c> field, or an enum's number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt32(uint tag, int value) => WriteUInt64(tag, (ulong)value);

    /// <summary>Writes an <c>int64</c> field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt64(uint tag, long value) => WriteUInt64(tag, (ulong)value);

    /// <summary>Writes a <c>uint32</c> field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt32(uint tag, uint value) => WriteUInt64(tag, value);

    /// <summary>Writes a <c>uint64</c> field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt64(uint tag, ulong value)
    {
        if ((tag | value) < 0x80)
        {
            Reserve(2);
            _position -= 2;
            Unsafe.WriteUnaligned(ref Front, BitConverter.IsLittleEndian ? (ushort)(tag | (value << 8)) : (ushort)(value | (tag << 8)));
            return;
        }

        WriteLong(tag, value);
    }

    /// <summary>Writes a <c>sint32</c> field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteSInt32(uint tag, int value) => WriteUInt64(tag, Varint.ZigZag(value));

    /// <summary>Writes a <c>sint64</c> field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteSInt64(uint tag, long value) => WriteUInt64(tag, Varint.ZigZag(value));

    /// <summary>Writes a <c>bool</c> field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBool(uint tag, bool value) => WriteUInt64(tag, value ? 1u : 0u);

    /// <summary>Writes a <c>fixed32</c> field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteFixed32(uint tag, uint value) => WriteFixed(tag, value);

    /// <summary>Writes a <c>fixed64</c> field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteFixed64(uint tag, ulong value) => WriteFixed(tag, value);

    /// <summary>Writes an <c>sfixed32</c> field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteSFixed32(uint tag, int value) => WriteFixed(tag, value);

    /// <summary>Writes an <c>sfixed64</c> field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteSFixed64(uint tag, long value) => WriteFixed(tag, value);

    /// <summary>Writes a <c>float</c> field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteFloat(uint tag, float value) => WriteFixed(tag, BitConverter.SingleToUInt32Bits(value));

    /// <summary>Writes a <c>double</c> field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteDouble(uint tag, double value) => WriteFixed(tag, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Writes a <c>string</c> field.</summary>
    public void WriteString(uint tag, string value)
    {
        int length = value.Length;
        Reserve(length);
        int start = _position - length;
        // Nearly every text is ASCII: as many bytes as characters, tried in place.
        if (Utf8Text.TryEncodeAscii(value, _buffer.AsSpan(start, length)))
            _position = start;
        else
            length = WriteTranscoded(value);
        WriteLengthAndTag(tag, length);
    }

    /// <summary>Writes a <c>bytes</c> field.</summary>
    public void WriteBytes(uint tag, ByteString value)
    {
        if (_apart.Takes(value))
            KeepApart(value);
        else
            WriteRaw(value.Span);
        WriteLengthAndTag(tag, value.Length);
    }

    /// <summary>Writes the length and the tag in front of a nested message, or of a packed field, all of which was written after <paramref name="end"/> was taken from <see cref="Written"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteLength(uint tag, int end) => WriteLengthAndTag(tag, Written - end);

    /// <summary>Writes a nested message: the general path beside the one that generated code takes.</summary>
    public void WriteMessage(uint tag, IMessage message)
    {
        int end = Written;
        message.WriteTo(ref this);
        WriteLength(tag, end);
    }

    /// <summary>Writes a message as a group of the field numbered <paramref name="number"/>.</summary>
    public void WriteGroup(int number, IMessage message)
    {
        WriteTag(((uint)number << 3) | (uint)WireType.EndGroup);
        message.WriteTo(ref this);
        WriteTag(((uint)number << 3) | (uint)WireType.StartGroup);
    }

    /// <summary>Writes a tag alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteTag(uint tag)
    {
        if (tag < 0x80)
        {
            Reserve(1);
            _position--;
            Front = (byte)tag;
        }
        else
        {
            WriteVarint(tag);
        }
    }

    /// <summary>Writes bytes as they are: whole fields.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        _position -= bytes.Length;
        bytes.CopyTo(MemoryMarshal.CreateSpan(ref Front, bytes.Length));
    }

    /// <summary>Makes room for <paramref name="count"/> more bytes and counts them as written: the caller fills them.</summary>
    internal Span<byte> Take(int count)
    {
        Reserve(count);
        _position -= count;
        return MemoryMarshal.CreateSpan(ref Front, count);
    }

    /// <summary>Gives back <paramref name="count"/> bytes at the front of what <see cref="Take"/> gave.</summary>
    internal void Return(int count) => _position += count;

    internal void WriteRawFixed32(uint value) => System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    internal void WriteRawFixed64(ulong value) => System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    /// <summary>Writes a varint.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void WriteVarint(ulong value)
    {
        Reserve(Varint.MaxBytes);
        PutVarint(value);
    }

    // A field of more than two bytes, with room made once.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteLong(uint tag, ulong value)
    {
        Reserve(Varint.MaxBytes + Varint.MaxTagBytes);
        PutVarint(value);
        if (tag < 0x80)
        {
            _position--;
            Front = (byte)tag;
        }
        else
        {
            PutVarint(tag);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutVarint(ulong value)
    {
        ulong word = Varint.EncodeHigh(value, out int length);
        // SAFETY: Reserve leaves Slack bytes before what is asked for. The store's low bytes fall into free space.
        if (length <= 8)
            LittleEndian.WriteUInt64(ref Unsafe.Subtract(ref Front, 8), word);
        else
            Varint.Write(MemoryMarshal.CreateSpan(ref Unsafe.Subtract(ref Front, length), length), value);
        _position -= length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteLengthAndTag(uint tag, int length) => WriteUInt64(tag, (uint)length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteFixed<T>(uint tag, T value)
        where T : unmanaged
    {
        Reserve(Unsafe.SizeOf<T>() + 1);
        _position -= Unsafe.SizeOf<T>();
        Unsafe.WriteUnaligned(ref Front, BitConverter.IsLittleEndian ? value : LittleEndian.Reverse(value));
        if (tag >= 0x80)
        {
            WriteVarint(tag);
            return;
        }

        _position--;
        Front = (byte)tag;
    }

    private int WriteTranscoded(string value)
    {
        // One pass: encode to where the longest encoding would begin, then move it to where it must end.
        int most = checked(value.Length * 3);
        Reserve(most);
        Span<byte> room = _buffer.AsSpan(_position - most, most);
        int length = Utf8Text.Encode(value, room, _options.InvalidUtf8);
        room[..length].CopyTo(room[(most - length)..]);
        _position -= length;
        return length;
    }

    private void KeepApart(ByteString value)
    {
        CheckSize((long)Written + value.Length);
        (Apart ??= []).Add((_buffer.Length - _position, value));
        _end += value.Length;
    }

    /// <summary>Makes sure that <paramref name="count"/> bytes fit, and <see cref="Slack"/> more before them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int count)
    {
        if (_position - count < _headroom + Slack)
            Grow(count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        CheckSize((long)Written + count + _headroom + Slack);
        int buffered = _buffer.Length - _position;
        int needed = buffered + count + _headroom + Slack;
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(needed, Math.Min((long)_buffer.Length * 2, Array.MaxLength)));
        _buffer.AsSpan(_position).CopyTo(larger.AsSpan(larger.Length - buffered));
        ArrayPool<byte>.Shared.Return(_buffer);
        _end += larger.Length - _buffer.Length;
        _buffer = larger;
        _position = larger.Length - buffered;
    }

    private static void CheckSize(long needed)
    {
        if (needed > Array.MaxLength)
            throw new InvalidOperationException($"the message would exceed 2 GiB: {needed} bytes");
    }
}
