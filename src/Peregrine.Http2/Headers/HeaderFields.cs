using System.Text;

namespace Peregrine.Http2;

/// <summary>
/// A reusable, growing list of header fields: what varies from call to call, built without garbage. Owned by one thread at a time; whoever is
/// handed one (<c>tail</c> of a send) reads it during the call only.
/// </summary>
public sealed class HeaderFields
{
    private byte[] _bytes;
    private HeaderSlot[] _slots;
    private int _used;

    /// <summary>An empty list; memory is taken with the first field.</summary>
    public HeaderFields()
    {
        _bytes = [];
        _slots = [];
    }

    /// <summary>The number of fields.</summary>
    public int Count { get; private set; }

    /// <summary>The field at <paramref name="index"/>, borrowed until the list changes.</summary>
    public HeaderField this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return _slots[index].Read(_bytes);
        }
    }

    internal ReadOnlySpan<HeaderSlot> Slots => _slots.AsSpan(0, Count);

    internal byte[] Bytes => _bytes;

    internal int BytesUsed => _used;

    internal long ListBytes => _used + (32L * Count);

    /// <summary>Adds a field by its bytes. The name must be lower case.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, HeaderIndexing indexing = HeaderIndexing.Literal)
    {
        Span<byte> room = Append(name.Length, value.Length, indexing);
        name.CopyTo(room);
        value.CopyTo(room[name.Length..]);
    }

    /// <summary>Adds a field by its text, one byte a character (Latin-1); the name must be lower case.</summary>
    public void Add(string name, string value, HeaderIndexing indexing = HeaderIndexing.Literal)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        Span<byte> room = Append(name.Length, value.Length, indexing);
        Encoding.Latin1.GetBytes(name, room);
        Encoding.Latin1.GetBytes(value, room[name.Length..]);
    }

    /// <summary>Adds a field of which the name is known and the value is to be written by the caller into the span that is returned, at once.</summary>
    public Span<byte> Add(ReadOnlySpan<byte> name, int valueLength, HeaderIndexing indexing = HeaderIndexing.Literal)
    {
        Span<byte> room = Append(name.Length, valueLength, indexing);
        name.CopyTo(room);
        return room[name.Length..];
    }

    /// <summary>Removes all fields and keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        _used = 0;
    }

    /// <summary>An immutable copy.</summary>
    public HeaderList ToList() => new(_bytes.AsSpan(0, _used).ToArray(), Slots.ToArray());

    /// <summary>Room for a field of which the exact lengths come out while it is written; <see cref="Commit"/> makes it one.</summary>
    internal Span<byte> Reserve(int maxLength)
    {
        if (_bytes.Length - _used < maxLength)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Math.Max(_used + maxLength, 128)));
        }
        return _bytes.AsSpan(_used);
    }

    internal void Commit(int nameLength, int valueLength, HeaderIndexing indexing)
    {
        if (_slots.Length == Count)
        {
            Array.Resize(ref _slots, Math.Max(_slots.Length * 2, 8));
        }
        _slots[Count++] = new HeaderSlot(_used, nameLength, valueLength, indexing);
        _used += nameLength + valueLength;
    }

    private Span<byte> Append(int nameLength, int valueLength, HeaderIndexing indexing)
    {
        Span<byte> room = Reserve(nameLength + valueLength)[..(nameLength + valueLength)];
        Commit(nameLength, valueLength, indexing);
        return room;
    }
}
