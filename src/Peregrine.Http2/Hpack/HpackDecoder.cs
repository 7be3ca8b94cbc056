using System.Runtime.CompilerServices;

namespace Peregrine.Http2.Hpack;

/// <summary>
/// Decodes header blocks (RFC 7541). Owned by a connection's read loop. Errors are sentences; each is a COMPRESSION_ERROR of the connection.
/// </summary>
internal sealed class HpackDecoder
{
    /// <summary>What <see cref="Decode"/> says of a list that exceeds what is decoded for the table's sake. No error of compression, but the table is lost.</summary>
    public const string GaveUp = "the header list goes on too long";

    private readonly DynamicTable _table = new(4096);
    private readonly int _maxListBytes;
    private readonly long _maxDecodedBytes;
    private int _limit;
    private int _acknowledged;

    /// <summary>A decoder that keeps at most <paramref name="maxListBytes"/> of a list (counted as RFC 9113 §6.5.2 does), and reads no more than <paramref name="maxDecodedBytes"/> of it.</summary>
    public HpackDecoder(int maxListBytes, long maxDecodedBytes = long.MaxValue)
    {
        _maxListBytes = maxListBytes;
        _maxDecodedBytes = Math.Max(maxListBytes, maxDecodedBytes);
        _limit = 4096;
        _acknowledged = 4096;
    }

    /// <summary>The dynamic table, which decoding alone changes.</summary>
    public DynamicTable Table => _table;

    /// <summary>Whether the next block must begin with a size update because we lowered the limit (RFC 7541 §4.2).</summary>
    public bool ExpectsSizeUpdate => _table.MaxBytes > _acknowledged;

    /// <summary>Our SETTINGS_HEADER_TABLE_SIZE was sent: from now on the peer may use it.</summary>
    public void Announce(int tableBytes) => _limit = Math.Max(tableBytes, _limit);

    /// <summary>It was acknowledged: from now on the peer must not use more.</summary>
    public void Acknowledge(int tableBytes)
    {
        _limit = tableBytes;
        _acknowledged = tableBytes;
    }

    /// <summary>
    /// Appends the fields of <paramref name="block"/> to <paramref name="fields"/> and notes where each ends in <paramref name="trace"/>. A list over
    /// the limit is decoded to its end all the same, because the table must be kept (RFC 9113 §10.5.1), but its fields are dropped.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="fields">Receives the fields.</param>
    /// <param name="trace">Receives what the cache learns from.</param>
    /// <param name="from">Where to begin: behind a remembered prefix, or at the block's start, where size updates may stand.</param>
    /// <returns>Null, or what is wrong.</returns>
    [MethodImpl(Compiled.Apart)]
    public string? Decode(ReadOnlySpan<byte> block, HeaderFields fields, scoped ref DecodeTrace trace, int from = 0)
    {
        int at = from;
        if (from == 0 && DecodeSizeUpdates(block, ref at, ref trace) is { } wrong)
        {
            return wrong;
        }
        while (at < block.Length)
        {
            byte first = block[at];
            string? error = (first & 0x80) != 0 ? DecodeIndexed(block, ref at, fields, ref trace)
                : (first & 0x40) != 0 ? DecodeLiteral(block, ref at, 6, HeaderIndexing.Index, fields, ref trace)
                : (first & 0x20) != 0 ? "a dynamic table size update follows a field (RFC 7541 §4.2)"
                : DecodeLiteral(block, ref at, 4, (first & 0x10) != 0 ? HeaderIndexing.Never : HeaderIndexing.Literal, fields, ref trace);
            if (error is not null)
            {
                return error;
            }
            if (trace.ListBytes > _maxDecodedBytes)
            {
                return GaveUp;
            }
            trace.EndField(at);
        }
        return null;
    }

    /// <summary>The bits of the integer that a field of a block begins with (RFC 7541 §6), by its first byte.</summary>
    public static int PrefixBits(byte first) => (first & 0x80) != 0 ? 7 : (first & 0x40) != 0 ? 6 : 4;

    private string? DecodeSizeUpdates(ReadOnlySpan<byte> block, ref int at, scoped ref DecodeTrace trace)
    {
        bool updated = false;
        while (at < block.Length && (block[at] & 0xE0) == 0x20)
        {
            if (!HpackInteger.TryRead(block, ref at, 5, out int bytes))
            {
                return "an integer does not end, or is too large";
            }
            if (bytes > _limit)
            {
                return $"a dynamic table size update to {bytes} exceeds SETTINGS_HEADER_TABLE_SIZE ({_limit})";
            }
            _table.Resize(bytes);
            trace.ChangeTable();
            updated = true;
        }
        return !updated && ExpectsSizeUpdate ? "the table size was lowered but the header block does not begin with an update (RFC 7541 §4.2)" : null;
    }

    private string? DecodeIndexed(ReadOnlySpan<byte> block, ref int at, HeaderFields fields, scoped ref DecodeTrace trace)
    {
        if (!HpackInteger.TryRead(block, ref at, 7, out int index))
        {
            return "an integer does not end, or is too large";
        }
        if (!TryGet(index, out HeaderField field, ref trace))
        {
            return $"index {index} is outside both tables (RFC 7541 §2.3.3)";
        }
        if (Account(field.Name.Length, field.Value.Length, ref trace))
        {
            fields.Add(field.Name, field.Value, HeaderIndexing.Index);
        }
        return null;
    }

    [MethodImpl(Compiled.Apart)]
    private string? DecodeLiteral(ReadOnlySpan<byte> block, ref int at, int prefixBits, HeaderIndexing indexing, HeaderFields fields, scoped ref DecodeTrace trace)
    {
        if (!HpackInteger.TryRead(block, ref at, prefixBits, out int index))
        {
            return "an integer does not end, or is too large";
        }
        HeaderField named = default;
        HpackString name = default;
        if (index == 0)
        {
            if (!HpackString.TryRead(block, ref at, out name))
            {
                return "a name's length exceeds the header block";
            }
        }
        else if (!TryGet(index, out named, ref trace))
        {
            return $"index {index} is outside both tables (RFC 7541 §2.3.3)";
        }
        if (!HpackString.TryRead(block, ref at, out HpackString value))
        {
            return "a value's length exceeds the header block";
        }
        Span<byte> room = fields.Reserve((index == 0 ? name.MaxLength : named.Name.Length) + value.MaxLength);
        int nameLength = named.Name.Length;
        if (index != 0)
        {
            named.Name.CopyTo(room);
        }
        else if (!name.TryDecode(block, room, out nameLength))
        {
            return "a name's Huffman code is invalid (RFC 7541 §5.2)";
        }
        if (!value.TryDecode(block, room[nameLength..], out int valueLength))
        {
            return "a value's Huffman code is invalid (RFC 7541 §5.2)";
        }
        if (indexing == HeaderIndexing.Index)
        {
            _table.Insert(room[..nameLength], room.Slice(nameLength, valueLength));
            trace.ChangeTable();
        }
        if (Account(nameLength, valueLength, ref trace))
        {
            fields.Commit(nameLength, valueLength, indexing);
        }
        return null;
    }

    private bool TryGet(int index, out HeaderField field, scoped ref DecodeTrace trace)
    {
        if ((uint)(index - 1) < StaticTable.Count)
        {
            field = StaticTable.Get(index);
            return true;
        }
        int dynamic = index - StaticTable.Count - 1;
        if ((uint)dynamic >= (uint)_table.Count)
        {
            field = default;
            return false;
        }
        trace.TouchDynamic();
        field = _table[dynamic];
        return true;
    }

    private bool Account(int nameLength, int valueLength, scoped ref DecodeTrace trace)
    {
        trace.ListBytes += DynamicTable.EntryBytes(nameLength, valueLength);
        return trace.ListBytes <= _maxListBytes;
    }
}
