using System.Runtime.CompilerServices;
using Peregrine.Http2.Headers;

namespace Peregrine.Http2.Hpack;

/// <summary>
/// Remembers header blocks, or the parts of them that come first, so that a block seen before costs a comparison. Sound because decoding depends on nothing but the bytes and the entries of the
/// dynamic table that they refer to, and an entry never changes: fields are recognised by their bytes, and by the numbers of the entries where their indices have moved. Fields that change the
/// table are never remembered, nor what follows them. Owned by a connection's read loop.
/// </summary>
internal sealed class HeaderBlockCache
{
    private const int Capacity = 16;
    private const int LongestBlock = 1024;
    private const int FewestFields = 2;

    // A few bytes can stand for a long list, and what is remembered stays as long as the connection.
    private const int LongestList = 8 * 1024;

    // Of blocks that matched in part one in so many is looked at, to learn whether a longer prefix repeats by now.
    private const int LearningPeriod = 16;

    // Where something was learned there may be more to learn; and where an entry has left the table and taken a prefix with it, others leave with the next blocks, before all come again.
    private const int BlocksAfterGain = 4;
    private const int BlocksAfterLoss = 24;

    private readonly CachedPrefix?[] _entries = new CachedPrefix?[Capacity];
    private readonly uint[]?[] _recent = new uint[4][];
    private readonly int[] _recentCounts = new int[4];
    private int _count;
    private int _next;
    private int _recentNext;
    private int _hot;
    private int _partial;
    private CachedPrefix? _left; // was found until something else was
    private int _teaching;
    private int _wanted; // as long a prefix was lost

    /// <summary>The longest remembered prefix of <paramref name="block"/>, or null; how long it is there; and whether the block should be shown to <see cref="Learn"/>.</summary>
    public CachedPrefix? Find(ReadOnlySpan<byte> block, HeaderBlockKind kind, DynamicTable table, out int length, out bool teaches)
    {
        teaches = false;
        CachedPrefix? hot = _entries[_hot];
        if (hot is not null && hot.IsWhole(block, kind, table))
        {
            length = block.Length;
            return hot;
        }
        CachedPrefix? best = FindLongest(block, kind, table, out length);
        teaches = best is null || (length < block.Length && IsTimeToLearn(hot, best, table));
        return best;
    }

    /// <summary>
    /// Learns from a block whose fields are all known: what it has in common with a recent one, to the end of a field and before any that changes the table, becomes an entry.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="known">What was found of it.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="before">The table as the block found it.</param>
    /// <param name="table">The table as it is now.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="trace">What decoding it showed.</param>
    [MethodImpl(Compiled.Apart)]
    public void Learn(ReadOnlySpan<byte> block, CachedPrefix? known, HeaderBlockKind kind, TableMoment before, DynamicTable table, in HeaderBlock fields, in DecodeTrace trace)
    {
        if (block.Length > LongestBlock || trace.ListBytes > LongestList || trace.Fields != fields.Count)
        {
            return;
        }
        Span<uint> prints = stackalloc uint[Math.Min(trace.StableFields, DecodeTrace.MaxEnds)];
        TakePrints(prints, block, before.Inserted, trace);
        int repeated = CommonWithRecent(prints);
        Remember(prints);
        if (repeated >= Math.Min(FewestFields, trace.Fields) && repeated > (known?.Fields ?? 0))
        {
            Enter(block[..trace.EndOf(repeated - 1)], kind, before, table, fields, trace.Of(repeated));
        }
    }

    private bool IsTimeToLearn(CachedPrefix? hot, CachedPrefix best, DynamicTable table)
    {
        if (!ReferenceEquals(hot, best))
        {
            _left = hot;
        }
        if (_left is not null && _left.IsLost(table))
        {
            _wanted = _left.Fields;
            _left = null;
            _teaching = BlocksAfterLoss;
        }
        if (_teaching > 0)
        {
            _teaching--;
            return true;
        }
        return ++_partial % LearningPeriod == 0;
    }

    private CachedPrefix? FindLongest(ReadOnlySpan<byte> block, HeaderBlockKind kind, DynamicTable table, out int longest)
    {
        CachedPrefix? best = null;
        longest = 0;
        for (int i = 0; i < _count; i++)
        {
            int length = _entries[i]!.LengthIn(block, kind, table);
            if (length > longest)
            {
                (best, longest) = (_entries[i], length);
                _hot = i;
            }
        }
        return best;
    }

    // What tells fields apart, with whatever certainty: it only decides what is worth remembering.
    private static void TakePrints(Span<uint> prints, ReadOnlySpan<byte> block, long inserted, in DecodeTrace trace)
    {
        int start = 0;
        for (int field = 0; field < prints.Length; field++)
        {
            int end = trace.EndOf(field);
            var print = default(HashCode);
            if (trace.RefersToDynamic(field))
            {
                int bits = HpackDecoder.PrefixBits(block[start]);
                print.Add(block[start] >> bits);
                print.Add(CachedPrefix.NumberOfEntry(block, start, inserted));
                HpackInteger.TryRead(block, ref start, bits, out _);
            }
            print.AddBytes(block[start..end]);
            prints[field] = (uint)print.ToHashCode();
            start = end;
        }
    }

    private int CommonWithRecent(ReadOnlySpan<uint> prints)
    {
        int longest = 0;
        for (int i = 0; i < _recent.Length; i++)
        {
            longest = Math.Max(longest, prints.CommonPrefixLength(_recent[i].AsSpan(0, _recentCounts[i])));
        }
        return longest;
    }

    private void Remember(ReadOnlySpan<uint> prints)
    {
        _recentNext = (_recentNext + 1) % _recent.Length;
        prints.CopyTo(_recent[_recentNext] ??= new uint[DecodeTrace.MaxEnds]);
        _recentCounts[_recentNext] = prints.Length;
    }

    private void Enter(ReadOnlySpan<byte> prefix, HeaderBlockKind kind, TableMoment before, DynamicTable table, in HeaderBlock fields, DecodeTrace trace)
    {
        var check = new HeaderCheck(kind);
        trace.ListBytes = 0;
        var list = new HeaderFields();
        for (int i = 0; i < trace.Fields; i++)
        {
            HeaderField field = fields[i];
            if (check.Add(field) is not null)
            {
                return; // what is malformed is not worth remembering
            }
            list.Add(field.Name, field.Value, field.Indexing);
            trace.ListBytes += DynamicTable.EntryBytes(field.Name.Length, field.Value.Length);
        }
        // The same instance for the same fields, so that what was derived of them serves on.
        CachedPrefix? same = FindSame(kind, list);
        var entry = new CachedPrefix(prefix, before, same?.List ?? list.ToList(), check, trace);
        _hot = PlaceFor(same, table);
        _entries[_hot] = entry;
        _teaching = entry.Fields < _wanted ? Math.Max(_teaching, BlocksAfterGain) : BlocksAfterGain;
    }

    private CachedPrefix? FindSame(HeaderBlockKind kind, HeaderFields fields)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_entries[i]!.Check.Kind == kind && _entries[i]!.List.IsSame(fields))
            {
                return _entries[i];
            }
        }
        return null;
    }

    // That of the same fields where they cannot come again as they were, else a free one, else of any that cannot, else round robin.
    private int PlaceFor(CachedPrefix? same, DynamicTable table)
    {
        int lost = -1;
        for (int i = 0; i < _count; i++)
        {
            if (_entries[i]!.IsLost(table) && (lost < 0 || ReferenceEquals(_entries[i], same)))
            {
                lost = i;
            }
        }
        if (_count < Capacity && (lost < 0 || !ReferenceEquals(_entries[lost], same)))
        {
            return _count++;
        }
        return lost >= 0 ? lost : _next++ % Capacity;
    }
}
