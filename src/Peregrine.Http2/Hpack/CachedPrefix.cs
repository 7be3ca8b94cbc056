using Peregrine.Http2.Headers;

namespace Peregrine.Http2.Hpack;

/// <summary>
/// The leading fields of a header block, as bytes, what they decode to, and where the validation of the block stands after them. Where they refer to the dynamic table it knows which entries they
/// mean, by number, so that it recognises them also after their indices have moved. Owned by a <see cref="HeaderBlockCache"/>.
/// </summary>
internal sealed class CachedPrefix
{
    private byte[] _block;
    private DecodeTrace _trace;

    // Of each field the number of the entry that it refers to, -1 for none; null where no field refers to one.
    private readonly long[]? _numbers;
    private readonly long _oldest;

    // The version of the table under which the bytes are these, and that under which they were last found to be others.
    private long _version;
    private long _movedTo = -1;

    /// <param name="block">The bytes.</param>
    /// <param name="before">The table as the block found it.</param>
    /// <param name="list">The fields.</param>
    /// <param name="check">The validation so far.</param>
    /// <param name="trace">What decoding showed; none of the fields changed the table.</param>
    public CachedPrefix(ReadOnlySpan<byte> block, TableMoment before, HeaderList list, in HeaderCheck check, in DecodeTrace trace)
    {
        _block = block.ToArray();
        _version = before.Version;
        List = list;
        Check = check;
        _trace = trace;
        if (trace.IsDynamic)
        {
            _numbers = Numbers(block, before.Inserted, trace);
            _oldest = long.MaxValue;
            foreach (long number in _numbers)
            {
                if (number >= 0) _oldest = Math.Min(_oldest, number);
            }
        }
    }

    /// <summary>The fields.</summary>
    public HeaderList List { get; }

    /// <summary>The validation so far.</summary>
    public HeaderCheck Check { get; }

    /// <summary>How many fields.</summary>
    public int Fields => _trace.Fields;

    /// <summary>The size of the list so far.</summary>
    public long ListBytes => _trace.ListBytes;

    /// <summary>What decoding it showed, for learning what follows it.</summary>
    public DecodeTrace Trace => _trace;

    /// <summary>Whether an entry that it refers to has left the table: no block can begin with it any more.</summary>
    public bool IsLost(DynamicTable table) => _numbers is not null && !table.Has(_oldest);

    /// <summary>Whether it is the whole of <paramref name="bytes"/>, with the same bytes.</summary>
    public bool IsWhole(ReadOnlySpan<byte> bytes, HeaderBlockKind kind, DynamicTable table) =>
        HoldsUnder(table.Version) && Check.Kind == kind && bytes.SequenceEqual(_block);

    /// <summary>How many of the bytes are these fields, 0 when the block does not begin with them.</summary>
    /// <param name="bytes">A block.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="table">What it refers to.</param>
    public int LengthIn(ReadOnlySpan<byte> bytes, HeaderBlockKind kind, DynamicTable table)
    {
        if (Check.Kind != kind)
        {
            return 0;
        }
        if (HoldsUnder(table.Version))
        {
            return bytes.StartsWith(_block) ? _block.Length : 0;
        }
        return table.Has(_oldest) ? LengthOfMoved(bytes, table) : 0;
    }

    private bool HoldsUnder(long version) => _numbers is null || version == _version;

    // Field by field: one that refers to an entry may have another index by now, but must mean the same entry in the same way.
    private int LengthOfMoved(ReadOnlySpan<byte> bytes, DynamicTable table)
    {
        bool isSame = true;
        int at = 0;
        int start = 0;
        for (int field = 0; field < _trace.Fields; field++)
        {
            int end = _trace.EndOf(field);
            if (_numbers![field] is >= 0 and var number && !TryPassIndex(bytes, ref at, ref start, table.Inserted - 1 - number))
            {
                return 0;
            }
            ReadOnlySpan<byte> rest = _block.AsSpan(start, end - start);
            if (!bytes[at..].StartsWith(rest))
            {
                return 0;
            }
            at += rest.Length;
            start = end;
            isSame &= at == end;
        }
        Follow(bytes[..at], table.Version, isSame);
        return at;
    }

    private bool TryPassIndex(ReadOnlySpan<byte> bytes, ref int at, ref int start, long index)
    {
        byte first = _block[start];
        int bits = HpackDecoder.PrefixBits(first);
        HpackInteger.TryRead(_block, ref start, bits, out _);
        return at < bytes.Length && bytes[at] >> bits == first >> bits && HpackInteger.TryRead(bytes, ref at, bits, out int now) && now == StaticTable.Count + 1 + index;
    }

    // Where the table does not change with every block, the bytes will be these again. And the trace is to be right for the block that was found.
    private void Follow(ReadOnlySpan<byte> bytes, long version, bool isSame)
    {
        if (!isSame)
        {
            MoveEnds(bytes);
            _block = bytes.ToArray();
            _version = version;
        }
        else if (_movedTo == version)
        {
            bytes.CopyTo(_block);
            _version = version;
        }
        _movedTo = version;
    }

    // An index takes more bytes than before, or fewer.
    private void MoveEnds(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        int start = 0;
        for (int field = 0; field < _trace.Fields; field++)
        {
            int end = _trace.EndOf(field);
            if (_numbers![field] >= 0)
            {
                int bits = HpackDecoder.PrefixBits(_block[start]);
                HpackInteger.TryRead(_block, ref start, bits, out _);
                HpackInteger.TryRead(bytes, ref at, bits, out _);
            }
            at += end - start;
            start = end;
            _trace.MoveEnd(field, at);
        }
    }

    private static long[] Numbers(ReadOnlySpan<byte> block, long inserted, in DecodeTrace trace)
    {
        long[] numbers = new long[trace.Fields];
        int at = 0;
        for (int field = 0; field < numbers.Length; field++)
        {
            numbers[field] = trace.RefersToDynamic(field) ? NumberOfEntry(block, at, inserted) : -1;
            at = trace.EndOf(field);
        }
        return numbers;
    }

    /// <summary>The number of the entry that the field at <paramref name="at"/> refers to.</summary>
    public static long NumberOfEntry(ReadOnlySpan<byte> block, int at, long inserted)
    {
        HpackInteger.TryRead(block, ref at, HpackDecoder.PrefixBits(block[at]), out int index);
        return inserted - 1 - (index - StaticTable.Count - 1);
    }
}
