using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Peregrine.Protobuf.Wire;

namespace Peregrine.Protobuf;

/// <summary>
/// Reads the wire format from contiguous memory. Generated code is its caller: a tag, then the value, until <see cref="ReadTag"/> gives 0.
/// Lives on the stack for one parse; bad input ends it with <see cref="InvalidProtocolBufferException"/>.
/// </summary>
public ref struct WireReader
{
    private readonly ReadOnlySpan<byte> _buffer;
    private readonly ReadOnlyMemory<byte> _leased;
    private readonly int _leastReferred; // shorter bytes fields are copied although the memory could be referred to; 0 where it is only leased
    private readonly ParseOptions _options;
    private int _position;
    private int _limit; // end of the current message
    private int _depth; // levels that may still be entered
    private int _longTagStart; // the last tag that was not one byte: it may be longer than it need be
    private int _longTagEnd;

    /// <summary>A reader over <paramref name="buffer"/>, which is copied from.</summary>
    public WireReader(ReadOnlySpan<byte> buffer, ParseOptions? options = null)
    {
        _buffer = buffer;
        _limit = buffer.Length;
        _options = options ?? ParseOptions.Default;
        _depth = _options.RecursionLimit;
        if (buffer.Length > _options.MaxMessageBytes)
            throw WireErrors.TooLarge(buffer.Length, _options.MaxMessageBytes);
    }

    /// <summary>A reader over memory that the caller leases: <c>bytes</c> fields refer to it and are not copied.</summary>
    public WireReader(ReadOnlyMemory<byte> leased, ParseOptions? options = null)
        : this(leased.Span, options) => _leased = leased;

    /// <summary>A reader over memory that nobody changes any more: <c>bytes</c> fields of at least <paramref name="leastReferred"/> bytes, which is more than none, refer to it for good.</summary>
    internal WireReader(ReadOnlyMemory<byte> owned, int leastReferred, ParseOptions options)
        : this(owned, options) => _leastReferred = leastReferred;

    /// <summary>How many bytes have been read.</summary>
    public readonly int Position => _position;

    /// <summary>Whether the current message has no more bytes.</summary>
    public readonly bool IsAtEnd => _position == _limit;

    /// <summary>The options that this parse was started with.</summary>
    public readonly ParseOptions Options => _options;

    /// <summary>Whether a <c>bytes</c> field that was read refers to the leased memory.</summary>
    internal bool HasReferred { get; private set; }

    internal readonly ReadOnlySpan<byte> Buffer => _buffer;

    internal readonly int Limit => _limit;

    private readonly ref byte Current => ref Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), _position);

    /// <summary>The next field's tag, or 0 at the end of the message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadTag()
    {
        int position = _position;
        if (position >= _limit)
            return 0;
        uint first = Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), position);
        if (first - 8 < 0x78) // one byte, field number not 0
        {
            _position = position + 1;
            if ((first & 7) < 6)
                return first;
            WireErrors.ThrowBadTag(first, position);
        }

        return ReadLongTag();
    }

    /// <summary>Takes the next tag if it is <paramref name="tag"/>, a constant: what generated code expects next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadTag(uint tag)
    {
        int position = _position;
        if (tag < 0x80)
        {
            if (position < _limit && Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), position) == tag)
            {
                _position = position + 1;
                return true;
            }

            return false;
        }

        if (tag < 0x4000)
        {
            if (position + 1 < _limit &&
                Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), position)) == (ushort)((tag & 0x7f) | 0x80 | ((tag >> 7) << 8)))
            {
                _position = position + 2;
                return true;
            }

            return false;
        }

        return TryReadLongTag(tag);
    }

    /// <summary>Reads an <c>int32</c>, or the number of an enum value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt32() => (int)ReadVarint();

    /// <summary>Reads an <c>int64</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadInt64() => (long)ReadVarint();

    /// <summary>Reads a <c>uint32</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadUInt32() => (uint)ReadVarint();

    /// <summary>Reads a <c>uint64</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadUInt64() => ReadVarint();

    /// <summary>Reads a <c>sint32</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadSInt32() => Varint.UnZigZag((uint)ReadVarint());

    /// <summary>Reads a <c>sint64</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadSInt64() => Varint.UnZigZag(ReadVarint());

    /// <summary>Reads a <c>bool</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReadBool() => ReadVarint() != 0;

    /// <summary>Reads a <c>fixed32</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadFixed32() => ReadFixed<uint>();

    /// <summary>Reads a <c>fixed64</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadFixed64() => ReadFixed<ulong>();

    /// <summary>Reads an <c>sfixed32</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadSFixed32() => ReadFixed<int>();

    /// <summary>Reads an <c>sfixed64</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadSFixed64() => ReadFixed<long>();

    /// <summary>Reads a <c>float</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float ReadFloat() => BitConverter.UInt32BitsToSingle(ReadFixed<uint>());

    /// <summary>Reads a <c>double</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadFixed<ulong>());

    /// <summary>Reads a <c>string</c> that must be UTF-8. Gives back <paramref name="existing"/> when it is equal, so that a reused message keeps its strings.</summary>
    public string ReadString(string? existing = null)
    {
        ReadOnlySpan<byte> bytes = ReadDelimited();
        return Utf8Text.TryDecode(bytes, existing, out string text) ? text : ReplaceOrThrow(bytes);
    }

    /// <summary>Reads a <c>string</c> of a schema that does not demand UTF-8 (proto2): what is wrong is replaced.</summary>
    public string ReadUncheckedString(string? existing = null)
    {
        ReadOnlySpan<byte> bytes = ReadDelimited();
        return Utf8Text.TryDecode(bytes, existing, out string text) ? text : Utf8Text.DecodeReplacing(bytes);
    }

    /// <summary>Reads a <c>bytes</c> field. Gives back <paramref name="existing"/> when it is equal; refers to the leased memory when there is one.</summary>
    public ByteString ReadBytes(ByteString existing = default)
    {
        ReadOnlySpan<byte> bytes = ReadDelimited();
        if (!_leased.IsEmpty && bytes.Length >= _leastReferred)
        {
            HasReferred = true;
            return ByteString.Wrap(_leased.Slice(_position - bytes.Length, bytes.Length), isOwned: _leastReferred > 0);
        }

        if (existing.Length == bytes.Length && existing.Span.SequenceEqual(bytes))
            return existing;
        return ByteString.CopyFrom(bytes);
    }

    /// <summary>Enters the length-delimited message whose tag was just read. Give the result to <see cref="LeaveMessage"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int EnterMessage()
    {
        int length = ReadLength();
        if (--_depth < 0)
            WireErrors.ThrowTooDeep(_options.RecursionLimit, _position);
        int outer = _limit;
        _limit = _position + length;
        return outer;
    }

    /// <summary>Leaves the message that <see cref="EnterMessage"/> entered, all of which must have been read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LeaveMessage(int outer)
    {
        if (_position != _limit)
            WireErrors.ThrowStrayEndGroup(_position);
        _limit = outer;
        _depth++;
    }

    /// <summary>Enters the packed values whose tag was just read. Give the result to <see cref="LeavePacked"/>.</summary>
    public int EnterPacked()
    {
        int length = ReadLength();
        int outer = _limit;
        _limit = _position + length;
        return outer;
    }

    /// <summary>Leaves the packed values, all of which must have been read.</summary>
    public void LeavePacked(int outer) => _limit = outer;

    /// <summary>Enters the group whose start tag was just read.</summary>
    public void EnterGroup()
    {
        if (--_depth < 0)
            WireErrors.ThrowTooDeep(_options.RecursionLimit, _position);
    }

    /// <summary>Leaves the group of the field numbered <paramref name="number"/>: its end tag must come next.</summary>
    public void LeaveGroup(int number)
    {
        uint expected = ((uint)number << 3) | (uint)WireType.EndGroup;
        uint tag = ReadTag();
        if (tag != expected)
            WireErrors.ThrowUnendedGroup(number, _position);
        _depth++;
    }

    /// <summary>Reads a nested message into <paramref name="message"/>: the general path beside the one that generated code takes.</summary>
    public void ReadMessage(IMessage message)
    {
        int outer = EnterMessage();
        message.MergeFrom(ref this);
        LeaveMessage(outer);
    }

    /// <summary>Reads the group of the field numbered <paramref name="number"/> into <paramref name="message"/>.</summary>
    public void ReadGroup(IMessage message, int number)
    {
        EnterGroup();
        message.MergeFrom(ref this);
        LeaveGroup(number);
    }

    /// <summary>
    /// Keeps the field whose tag was just read among the unknown ones. False when the tag ends a group: the message ends there, and the tag is put back for whoever entered the group.
    /// </summary>
    public bool ReadUnknownField(uint tag, ref UnknownFieldSet? unknownFields)
    {
        if ((WireType)(tag & 7) == WireType.EndGroup)
        {
            PutBackTag();
            return false;
        }

        int start = _position;
        SkipField(tag);
        KeepUnknownField(tag, start, ref unknownFields);
        return true;
    }

    /// <summary>Keeps a field whose value was read from <paramref name="start"/> to here among the unknown ones.</summary>
    public readonly void KeepUnknownField(uint tag, int start, ref UnknownFieldSet? unknownFields) =>
        (unknownFields ??= new UnknownFieldSet()).AppendField(tag, _buffer[start.._position]);

    /// <summary>Passes over the value of the field whose tag was just read. A tag that ends a group is an error.</summary>
    public void SkipField(uint tag)
    {
        switch ((WireType)(tag & 7))
        {
            case WireType.Varint:
                ReadVarint();
                break;
            case WireType.Fixed64:
                ReadFixed<ulong>();
                break;
            case WireType.LengthDelimited:
                ReadDelimited();
                break;
            case WireType.StartGroup:
                SkipGroup((int)(tag >> 3));
                break;
            case WireType.Fixed32:
                ReadFixed<uint>();
                break;
            case WireType.EndGroup:
                WireErrors.ThrowStrayEndGroup(_position);
                break;
            default:
                WireErrors.ThrowBadTag(tag, _position);
                break;
        }
    }

    /// <summary>Reads a length and gives so many bytes in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadDelimited()
    {
        int length = ReadLength();
        int start = _position;
        _position = start + length;
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), start), length);
    }

    /// <summary>Reads a varint.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong ReadVarint()
    {
        int position = _position;
        if (position < _limit)
        {
            byte first = Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), position);
            if (first < 0x80)
            {
                _position = position + 1;
                return first;
            }
        }

        return ReadLongVarint();
    }

    /// <summary>Reads a nested message that lies in an earlier place, one level below this one, and goes on from here.</summary>
    internal void ReadMessageAt(IMessage message, Range place)
    {
        int position = _position;
        int outer = _limit;
        if (--_depth < 0)
            WireErrors.ThrowTooDeep(_options.RecursionLimit, position);
        _position = place.Start.Value;
        _limit = place.End.Value;
        message.MergeFrom(ref this);
        LeaveMessage(outer);
        _position = position;
    }

    internal void Rewind(int position) => _position = position;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadLength()
    {
        ulong length = ReadVarint();
        if (length > (ulong)(_limit - _position))
            WireErrors.ThrowLength(length, _limit - _position, _position);
        return (int)length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T ReadFixed<T>()
        where T : unmanaged
    {
        if (_limit - _position < Unsafe.SizeOf<T>())
            WireErrors.ThrowTruncated(_position);
        // SAFETY: the check above; the format is little-endian, as is every machine .NET 10 runs on but s390x, for which the bytes are turned.
        T value = Unsafe.ReadUnaligned<T>(ref Current);
        _position += Unsafe.SizeOf<T>();
        return BitConverter.IsLittleEndian ? value : LittleEndian.Reverse(value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong ReadLongVarint()
    {
        int position = _position;
        if (_buffer.Length - position >= 8)
        {
            // SAFETY: eight bytes are there. What lies beyond the message's limit is masked off, and the limit checked below.
            ulong word = LittleEndian.ReadUInt64(ref Current);
            ulong stops = Varint.Stops(word);
            if (stops != 0)
            {
                int bits = System.Numerics.BitOperations.TrailingZeroCount(stops) + 1;
                position += bits >> 3;
                if (position > _limit)
                    WireErrors.ThrowTruncated(_position);
                _position = position;
                return Varint.Compact(word & (ulong.MaxValue >> (64 - bits)));
            }
        }

        return ReadVarintByByte();
    }

    private ulong ReadVarintByByte()
    {
        ulong value = 0;
        int start = _position;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (_position >= _limit)
                WireErrors.ThrowTruncated(_position);
            byte next = Current;
            _position++;
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        WireErrors.ThrowLongVarint(start);
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint ReadLongTag()
    {
        int start = _position;
        ulong tag = ReadVarint();
        if (tag > uint.MaxValue || tag < 8 || (tag & 7) > 5 || _position - start > Varint.MaxTagBytes)
            WireErrors.ThrowBadTag(tag, start);
        _longTagStart = start;
        _longTagEnd = _position;
        return (uint)tag;
    }

    /// <summary>Undoes the reading of a tag; of the 0 at the end there is nothing to undo.</summary>
    internal void PutBackTag(uint tag)
    {
        if (tag != 0)
            PutBackTag();
    }

    private void PutBackTag() => _position = _longTagEnd == _position ? _longTagStart : _position - 1;

    private bool TryReadLongTag(uint tag)
    {
        int start = _position;
        if (_limit - start < Varint.Length(tag))
            return false;
        if (ReadLongTag() == tag)
            return true;
        _position = start;
        return false;
    }

    private void SkipGroup(int number)
    {
        EnterGroup();
        for (uint tag = ReadTag(); tag != 0; tag = ReadTag())
        {
            if ((WireType)(tag & 7) == WireType.EndGroup)
            {
                PutBackTag();
                break;
            }

            SkipField(tag);
        }

        LeaveGroup(number);
    }

    private readonly string ReplaceOrThrow(ReadOnlySpan<byte> bytes)
    {
        if (_options.InvalidUtf8 == InvalidUtf8.Reject)
            WireErrors.ThrowInvalidUtf8(bytes, _position - bytes.Length);
        return Utf8Text.DecodeReplacing(bytes);
    }
}
