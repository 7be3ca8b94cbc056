using System.Runtime.CompilerServices;
using Peregrine.Http2.Headers;

namespace Peregrine.Http2.Hpack;

/// <summary>
/// Remembers header blocks, or the parts of them that come first, by their exact bytes, so that a block seen before costs a comparison. Sound because
/// decoding depends on nothing but the bytes and the dynamic table: an entry that refers to the table holds only while the table's version is the one it
/// was decoded under, and blocks that change the table are never entries. Owned by a connection's read loop.
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

    private readonly CachedPrefix?[] _entries = new CachedPrefix?[Capacity];
    private readonly byte[]?[] _recent = new byte[]?[4];
    private readonly int[] _recentLengths = new int[4];
    private int _count;
    private int _next;
    private int _recentNext;
    private int _hot;
    private int _partial;

    /// <summary>The longest remembered prefix of <paramref name="block"/> that holds now, or null; and whether the block should be shown to <see cref="Learn"/>.</summary>
    public CachedPrefix? Find(ReadOnlySpan<byte> block, HeaderBlockKind kind, long version, out bool teaches)
    {
        teaches = false;
        CachedPrefix? hot = _entries[_hot];
        if (hot is not null && hot.IsWhole(block, kind, version))
        {
            return hot;
        }
        CachedPrefix? best = null;
        for (int i = 0; i < _count; i++)
        {
            CachedPrefix entry = _entries[i]!;
            if (entry.Block.Length > (best?.Block.Length ?? 0) && entry.Starts(block, kind, version))
            {
                best = entry;
                _hot = i;
            }
        }
        teaches = best is null || (best.Block.Length < block.Length && ++_partial % LearningPeriod == 0);
        return best;
    }

    /// <summary>
    /// Learns from a block whose fields are all known and which did not change the table: what it has in common with a recent one, to the end of a field, becomes an entry.
    /// </summary>
    [MethodImpl(Compiled.Apart)]
    public void Learn(ReadOnlySpan<byte> block, HeaderBlockKind kind, long version, in HeaderBlock fields, in DecodeTrace trace)
    {
        if (block.Length > LongestBlock || trace.ListBytes > LongestList || trace.Fields != fields.Count)
        {
            return;
        }
        int common = CommonWithRecent(block);
        Remember(block);
        int repeated = 0;
        while (repeated < Math.Min(trace.Fields, DecodeTrace.MaxEnds) && trace.EndOf(repeated) <= common)
        {
            repeated++;
        }
        if (repeated >= Math.Min(FewestFields, trace.Fields) && repeated > 0)
        {
            Enter(block[..trace.EndOf(repeated - 1)], kind, repeated <= trace.StaticFields ? CachedPrefix.AnyVersion : version, fields, trace.Of(repeated));
        }
    }

    private int CommonWithRecent(ReadOnlySpan<byte> block)
    {
        int longest = 0;
        for (int i = 0; i < _recent.Length; i++)
        {
            longest = Math.Max(longest, block.CommonPrefixLength(_recent[i].AsSpan(0, _recentLengths[i])));
        }
        return longest;
    }

    private void Remember(ReadOnlySpan<byte> block)
    {
        _recentNext = (_recentNext + 1) % _recent.Length;
        if (_recent[_recentNext] is not { } bytes || bytes.Length < block.Length)
        {
            _recent[_recentNext] = bytes = new byte[Math.Max(block.Length, 64)];
        }
        block.CopyTo(bytes);
        _recentLengths[_recentNext] = block.Length;
    }

    private void Enter(ReadOnlySpan<byte> prefix, HeaderBlockKind kind, long version, in HeaderBlock fields, DecodeTrace trace)
    {
        if (Knows(prefix, kind, version))
        {
            return;
        }
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
        int at = PlaceFor(prefix, kind, version);
        _entries[at] = new CachedPrefix(prefix.ToArray(), version, list.ToList(), check, trace);
        _hot = at;
    }

    private bool Knows(ReadOnlySpan<byte> prefix, HeaderBlockKind kind, long version)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_entries[i]!.IsWhole(prefix, kind, version))
            {
                return true;
            }
        }
        return false;
    }

    // The place of the same bytes under an older version, else a free one, else round robin.
    private int PlaceFor(ReadOnlySpan<byte> prefix, HeaderBlockKind kind, long version)
    {
        for (int i = 0; i < _count; i++)
        {
            CachedPrefix entry = _entries[i]!;
            if (!entry.HoldsUnder(version) || (entry.Check.Kind == kind && prefix.SequenceEqual(entry.Block)))
            {
                return i;
            }
        }
        return _count < Capacity ? _count++ : _next++ % Capacity;
    }
}
