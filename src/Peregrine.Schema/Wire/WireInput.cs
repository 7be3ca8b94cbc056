using System;

namespace Peregrine.Schema;

/// <summary>Reads the protobuf wire format from one array. Used by one thread for one message tree.</summary>
internal sealed class WireInput(byte[] buffer, int start, int end)
{
    // A message nested deeper than this is refused, as every protobuf implementation does.
    private const int MaxDepth = 200;

    private readonly byte[] _buffer = buffer;
    private int _position = start;
    private int _end = end;
    private int _depth;
    private int _tagStart;

    public WireInput(byte[] buffer)
        : this(buffer, 0, buffer.Length)
    {
    }

    public int Position => _position;

    /// <summary>True for bytes that this program wrote, which need not be looked through for mistakes before they are used.</summary>
    public bool IsOwnOutput { get; init; }

    /// <summary>Reads the next tag; false at the end of the current message.</summary>
    public bool ReadTag(out uint tag)
    {
        _tagStart = _position;
        if (_position >= _end)
        {
            tag = 0;
            return false;
        }

        var value = ReadVarint();
        if (value > uint.MaxValue || value >> 3 == 0)
            throw Malformed("a tag is out of range");
        tag = (uint)value;
        return true;
    }

    public ulong ReadVarint()
    {
        ulong result = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_position >= _end)
                throw Malformed("a varint is cut off");
            var b = _buffer[_position++];
            result |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return result;
        }

        throw Malformed("a varint is longer than ten bytes");
    }

    public int ReadInt32() => (int)ReadVarint();

    public long ReadInt64() => (long)ReadVarint();

    public ulong ReadUInt64() => ReadVarint();

    public bool ReadBool() => ReadVarint() != 0;

    public uint ReadFixed32()
    {
        Require(4);
        var value = BitConverter.ToUInt32(_buffer, _position);
        _position += 4;
        return value;
    }

    public ulong ReadFixed64()
    {
        Require(8);
        var value = BitConverter.ToUInt64(_buffer, _position);
        _position += 8;
        return value;
    }

    public double ReadDouble() => BitConverter.Int64BitsToDouble((long)ReadFixed64());

    public string ReadString()
    {
        var length = ReadLength();
        var text = EscapedUtf8.GetString(_buffer, _position, length);
        _position += length;
        return text;
    }

    public byte[] ReadBytes()
    {
        var length = ReadLength();
        var bytes = new byte[length];
        Buffer.BlockCopy(_buffer, _position, bytes, 0, length);
        _position += length;
        return bytes;
    }

    public void ReadPackedInt32(Action<int> add)
    {
        var length = ReadLength();
        var end = _position + length;
        while (_position < end)
            add(ReadInt32());
        if (_position != end)
            throw Malformed("a packed field does not end with its length");
    }

    public T ReadMessage<T>(T message)
        where T : SchemaMessage
    {
        var length = ReadLength();
        if (++_depth > MaxDepth)
            throw Malformed("messages are nested deeper than 200");
        var outer = _end;
        _end = _position + length;
        message.ReadFrom(this);
        _end = outer;
        _depth--;
        return message;
    }

    /// <summary>Skips the field whose tag was read last and appends its bytes, tag included.</summary>
    public byte[] AppendUnknownField(byte[] unknown, uint tag)
    {
        var start = _tagStart;
        SkipField(tag);
        var length = _position - start;
        var result = new byte[unknown.Length + length];
        Buffer.BlockCopy(unknown, 0, result, 0, unknown.Length);
        Buffer.BlockCopy(_buffer, start, result, unknown.Length, length);
        return result;
    }

    /// <summary>Skips the value that belongs to the tag.</summary>
    public void SkipField(uint tag)
    {
        switch (tag & 7)
        {
            case 0: ReadVarint(); break;
            case 1: ReadFixed64(); break;
            case 2: SkipBytes(ReadLength()); break;
            case 3: SkipGroup(tag >> 3); break;
            case 5: ReadFixed32(); break;
            default: throw Malformed("a tag has an impossible wire type");
        }
    }

    private void SkipBytes(int length) => _position += length;

    private void SkipGroup(uint number)
    {
        if (++_depth > MaxDepth)
            throw Malformed("groups are nested deeper than 200");
        while (true)
        {
            if (!ReadTag(out var tag))
                throw Malformed("a group has no end");
            if ((tag & 7) == 4)
            {
                if (tag >> 3 != number)
                    throw Malformed("a group ends with another group's number");
                _depth--;
                return;
            }

            SkipField(tag);
        }
    }

    /// <summary>Reads the content of a group whose start tag was read.</summary>
    public byte[] ReadGroup(uint number)
    {
        var start = _position;
        SkipGroup(number);
        var length = _position - start;
        for (var tag = number << 3 | 4; tag > 0; tag >>= 7)
            length--;
        var bytes = new byte[length];
        Buffer.BlockCopy(_buffer, start, bytes, 0, length);
        return bytes;
    }

    public int ReadLength()
    {
        var length = ReadVarint();
        if (length > (ulong)(_end - _position))
            throw Malformed("a length exceeds what is left");
        return (int)length;
    }

    private void Require(int count)
    {
        if (_end - _position < count)
            throw Malformed("a fixed-size value is cut off");
    }

    private SchemaFormatException Malformed(string what) => new($"{what} at byte {_position}");
}
