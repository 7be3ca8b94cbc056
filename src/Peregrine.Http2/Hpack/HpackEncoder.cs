using System.Runtime.CompilerServices;

namespace Peregrine.Http2.Hpack;

/// <summary>
/// Encodes header blocks (RFC 7541). Blocks go out in the order in which they are encoded, so it is called under the connection's gate.
/// </summary>
internal sealed class HpackEncoder
{
    private const int DefaultTableBytes = 4096;

    private readonly DynamicTable _table = new(DefaultTableBytes);
    private readonly EncoderPolicy _policy;
    private readonly int _maxTableBytes;
    private readonly EncodedBlockCache _cache = new();
    private readonly NameIndexCache _names = new();

    // Size updates owed at the start of the next block (RFC 7541 §4.2): the lowest limit since the last block, then the one in force. -1 for none.
    private int _lowest = -1;
    private int _final = -1;

    /// <summary>An encoder that uses at most <paramref name="maxTableBytes"/>, whatever the peer allows.</summary>
    public HpackEncoder(int maxTableBytes, EncoderPolicy policy = EncoderPolicy.Stable)
    {
        _maxTableBytes = maxTableBytes;
        _policy = policy;
        SetPeerLimit(DefaultTableBytes);
    }

    /// <summary>The most bytes that the block takes.</summary>
    public static int MaxEncodedLength(HeaderList headers, HeaderFields? tail)
    {
        const int UpdateBytes = 2 * HpackInteger.MaxEncodedBytes;
        const int FieldBytes = 3 * HpackInteger.MaxEncodedBytes;
        return UpdateBytes + headers.Bytes.Length + (headers.Count * FieldBytes) + (tail is null ? 0 : tail.BytesUsed + (tail.Count * FieldBytes));
    }

    /// <summary>The peer's SETTINGS_HEADER_TABLE_SIZE, to be called before the acknowledgement goes out.</summary>
    public void SetPeerLimit(int bytes)
    {
        bytes = Math.Min(bytes, _maxTableBytes);
        if (bytes == _table.MaxBytes)
        {
            return;
        }
        _lowest = _lowest < 0 ? bytes : Math.Min(_lowest, bytes);
        _final = bytes;
        _table.Resize(bytes);
    }

    /// <summary>Encodes <paramref name="headers"/> and then <paramref name="tail"/> into <paramref name="target"/>.</summary>
    /// <returns>The bytes written.</returns>
    public int Encode(HeaderList headers, HeaderFields? tail, Span<byte> target)
    {
        int written = 0;
        if (_final >= 0)
        {
            written = WriteSizeUpdates(target);
        }
        written += EncodeList(headers, target[written..]);
        if (tail is not null)
        {
            foreach (HeaderSlot slot in tail.Slots)
            {
                written += EncodeField(slot.Read(tail.Bytes), target[written..]);
            }
        }
        return written;
    }

    private int WriteSizeUpdates(Span<byte> target)
    {
        int written = 0;
        if (_lowest < _final)
        {
            written = HpackInteger.Write(target, 0x20, 5, _lowest);
        }
        written += HpackInteger.Write(target[written..], 0x20, 5, _final);
        _lowest = _final = -1;
        return written;
    }

    private int EncodeList(HeaderList headers, Span<byte> target)
    {
        if (_cache.TryGet(headers, _table.Version, out ReadOnlySpan<byte> known))
        {
            known.CopyTo(target);
            return known.Length;
        }
        long version = _table.Version;
        int written = 0;
        foreach (HeaderSlot slot in headers.Slots)
        {
            written += EncodeField(slot.Read(headers.Bytes), target[written..]);
        }
        if (version == _table.Version)
        {
            _cache.Offer(headers, version, target[..written]);
        }
        return written;
    }

    private int EncodeField(in HeaderField field, Span<byte> target)
    {
        int index = Find(field, out bool exact);
        if (exact && field.Indexing != HeaderIndexing.Never)
        {
            return HpackInteger.Write(target, 0x80, 7, index);
        }
        bool insert = field.Indexing == HeaderIndexing.Index || (field.Indexing == HeaderIndexing.NameOnly && index == 0);
        if (insert && MayInsert(field))
        {
            int length = EncodeLiteral(field, target, index, 0x40, 6);
            _table.Insert(field.Name, field.Value);
            return length;
        }
        return EncodeLiteral(field, target, index, field.Indexing == HeaderIndexing.Never ? (byte)0x10 : (byte)0x00, 4);
    }

    private int Find(in HeaderField field, out bool exact)
    {
        exact = false;
        bool varies = field.Indexing is HeaderIndexing.Literal or HeaderIndexing.NameOnly;
        // Where nothing has the name, nothing has name and value; and of a field that is to have its name indexed no value is.
        if (varies && _names.TryGet(field.Name, _table.Version, out int index) && (index == 0 || field.Indexing == HeaderIndexing.NameOnly))
        {
            return index;
        }
        index = StaticTable.Find(field.Name, field.Value, out exact);
        if (!exact)
        {
            int dynamic = _table.Find(field.Name, field.Value, out exact);
            if (dynamic >= 0 && (exact || index == 0))
            {
                index = dynamic + StaticTable.Count + 1;
            }
        }
        if (varies && !exact)
        {
            _names.Set(field.Name, _table.Version, index);
        }
        return index;
    }

    private bool MayInsert(in HeaderField field)
    {
        int bytes = DynamicTable.EntryBytes(field.Name.Length, field.Value.Length);
        return _policy == EncoderPolicy.Stable ? bytes <= _table.MaxBytes - _table.SizeBytes : bytes <= _table.MaxBytes * 3L / 4 && !SeldomRepeats(field.Name);
    }

    // Fields whose values seldom come again: they would push out what does.
    private static bool SeldomRepeats(ReadOnlySpan<byte> name) =>
        name.SequenceEqual(":path"u8) || name.SequenceEqual("age"u8) || name.SequenceEqual("content-length"u8) || name.SequenceEqual("etag"u8)
        || name.SequenceEqual("if-modified-since"u8) || name.SequenceEqual("if-none-match"u8) || name.SequenceEqual("location"u8) || name.SequenceEqual("set-cookie"u8);

    [MethodImpl(Compiled.Apart)]
    private int EncodeLiteral(in HeaderField field, Span<byte> target, int nameIndex, byte pattern, int prefixBits)
    {
        // What varies is not Huffman-coded under the stable policy: the processor time is worth more than the bytes.
        bool compact = _policy == EncoderPolicy.Compact || field.Indexing == HeaderIndexing.Index || pattern == 0x40;
        int written = HpackInteger.Write(target, pattern, prefixBits, nameIndex);
        if (nameIndex == 0)
        {
            written += EncodeString(field.Name, target[written..], compact);
        }
        return written + EncodeString(field.Value, target[written..], compact);
    }

    private static int EncodeString(ReadOnlySpan<byte> text, Span<byte> target, bool compact)
    {
        int written;
        if (compact && Huffman.EncodedLength(text) is int length && length < text.Length)
        {
            written = HpackInteger.Write(target, 0x80, 7, length);
            return written + Huffman.Encode(text, target[written..]);
        }
        written = HpackInteger.Write(target, 0x00, 7, text.Length);
        text.CopyTo(target[written..]);
        return written + text.Length;
    }
}
