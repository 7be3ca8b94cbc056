using System.Runtime.CompilerServices;

namespace Peregrine.Http2.Hpack;

/// <summary>
/// The dynamic table of RFC 7541 §2.3.2. Entries lie one after the other in a byte array that is compacted now and then, so that inserting makes no
/// garbage. Owned by one encoder or decoder.
/// </summary>
internal sealed class DynamicTable
{
    /// <summary>What each entry counts above its bytes (RFC 7541 §4.1).</summary>
    public const int EntryOverhead = 32;

    private byte[] _bytes = [];
    private HeaderSlot[] _slots = [];
    private int _first;
    private int _end;
    private int _bytesEnd;

    /// <summary>An empty table that may grow to <paramref name="maxBytes"/>.</summary>
    public DynamicTable(int maxBytes) => MaxBytes = maxBytes;

    /// <summary>The number of entries.</summary>
    public int Count => _end - _first;

    /// <summary>The size by RFC 7541 §4.1.</summary>
    public int SizeBytes { get; private set; }

    /// <summary>The size that evicts.</summary>
    public int MaxBytes { get; private set; }

    /// <summary>Changes whenever an index may mean another entry than before.</summary>
    public long Version { get; private set; }

    /// <summary>How many entries were ever inserted. An entry's number is how many there were before it: it names the entry for ever, whatever its index becomes.</summary>
    public long Inserted { get; private set; }

    /// <summary>The entry at <paramref name="index"/>, 0 being the newest. Borrowed until the table changes.</summary>
    public HeaderField this[int index] => _slots[_end - 1 - index].Read(_bytes);

    /// <summary>What indices mean now.</summary>
    public TableMoment Now => new(Version, Inserted);

    /// <summary>Whether the entry of that number is still there.</summary>
    public bool Has(long number) => Inserted - 1 - number < Count;

    /// <summary>The size that the field would have.</summary>
    public static int EntryBytes(int nameLength, int valueLength) => nameLength + valueLength + EntryOverhead;

    /// <summary>The index of the field, or of its name alone when <paramref name="exact"/> comes out false; -1 when the name is not there.</summary>
    [MethodImpl(Compiled.Apart)]
    public int Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out bool exact)
    {
        exact = false;
        int named = -1;
        for (int at = _end - 1; at >= _first; at--)
        {
            ref readonly HeaderSlot slot = ref _slots[at];
            if (slot.NameLength != name.Length || !slot.Read(_bytes).Name.SequenceEqual(name))
            {
                continue;
            }
            if (slot.ValueLength == value.Length && slot.Read(_bytes).Value.SequenceEqual(value))
            {
                exact = true;
                return _end - 1 - at;
            }
            if (named < 0)
            {
                named = _end - 1 - at;
            }
        }
        return named;
    }

    /// <summary>Inserts a copy, evicting from the oldest. A field larger than the table empties it, which is no error (RFC 7541 §4.4). The field must not lie in this table.</summary>
    public void Insert(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Version++;
        int size = EntryBytes(name.Length, value.Length);
        EvictDownTo(MaxBytes - size);
        if (size > MaxBytes)
        {
            return;
        }
        MakeRoom(name.Length + value.Length);
        name.CopyTo(_bytes.AsSpan(_bytesEnd));
        value.CopyTo(_bytes.AsSpan(_bytesEnd + name.Length));
        _slots[_end++] = new HeaderSlot(_bytesEnd, name.Length, value.Length, HeaderIndexing.Index);
        _bytesEnd += name.Length + value.Length;
        SizeBytes += size;
        Inserted++;
    }

    /// <summary>Changes the maximum (RFC 7541 §4.3).</summary>
    public void Resize(int maxBytes)
    {
        Version++;
        MaxBytes = maxBytes;
        EvictDownTo(maxBytes);
    }

    private void EvictDownTo(int bytes)
    {
        while (SizeBytes > bytes && Count > 0)
        {
            HeaderSlot oldest = _slots[_first++];
            SizeBytes -= EntryBytes(oldest.NameLength, oldest.ValueLength);
        }
    }

    // Both arrays stay within a small multiple of what the table may hold: live bytes never exceed MaxBytes.
    private void MakeRoom(int length)
    {
        if (_bytes.Length - _bytesEnd < length || _slots.Length == _end)
        {
            int live = 0;
            for (int at = _first; at < _end; at++)
            {
                live += _slots[at].NameLength + _slots[at].ValueLength;
            }
            byte[] bytes = _bytes.Length >= (live + length) * 2 ? _bytes : new byte[Math.Max((live + length) * 2, 256)];
            HeaderSlot[] slots = _slots.Length >= (Count + 1) * 2 ? _slots : new HeaderSlot[Math.Max((Count + 1) * 2, 8)];
            Compact(bytes, slots);
        }
    }

    private void Compact(byte[] bytes, HeaderSlot[] slots)
    {
        int start = Count == 0 ? 0 : _slots[_first].Start;
        _bytes.AsSpan(start, _bytesEnd - start).CopyTo(bytes); // entries are adjacent, oldest first
        int count = Count;
        for (int i = 0; i < count; i++)
        {
            slots[i] = _slots[_first + i] with { Start = _slots[_first + i].Start - start };
        }
        _bytesEnd = Count == 0 ? 0 : _bytesEnd - start;
        _first = 0;
        _end = count;
        _bytes = bytes;
        _slots = slots;
    }
}
