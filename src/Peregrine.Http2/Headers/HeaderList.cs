using System.Text;

namespace Peregrine.Http2;

/// <summary>
/// An immutable list of header fields. Lists that never change are made once and sent often: every connection remembers their encoding.
/// </summary>
public sealed class HeaderList
{
    private readonly byte[] _bytes;
    private readonly HeaderSlot[] _slots;

    internal HeaderList(byte[] bytes, HeaderSlot[] slots)
    {
        _bytes = bytes;
        _slots = slots;
    }

    /// <summary>Its size by RFC 9113 §6.5.2: the bytes and 32 for each field.</summary>
    internal long ListBytes => _bytes.Length + (32L * _slots.Length);

    /// <summary>The list without fields.</summary>
    public static HeaderList Empty { get; } = new([], []);

    /// <summary>The number of fields.</summary>
    public int Count => _slots.Length;

    /// <summary>
    /// What the layer above derived from this list (the method that a path names, say). A received prefix keeps its instance as long as the same
    /// bytes come again on its connection, so that a memo saves the derivation. Set and read on the connection's loop only.
    /// </summary>
    public object? Memo { get; set; }

    /// <summary>The field at <paramref name="index"/>.</summary>
    public HeaderField this[int index] => _slots[index].Read(_bytes);

    internal ReadOnlySpan<HeaderSlot> Slots => _slots;

    /// <summary>Whether the fields are the same, and are to be encoded alike.</summary>
    internal bool IsSame(HeaderFields fields) => fields.Slots.SequenceEqual(_slots) && fields.Bytes.AsSpan(0, fields.BytesUsed).SequenceEqual(_bytes);

    internal byte[] Bytes => _bytes;

    /// <summary>A list of names and values, in order; names must be lower case.</summary>
    public static HeaderList Create(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var building = new HeaderFields();
        foreach ((string name, string value) in fields)
        {
            building.Add(name, value, HeaderIndexing.Index);
        }
        return building.ToList();
    }

    /// <summary>The first field of that name.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        foreach (HeaderSlot slot in _slots)
        {
            HeaderField field = slot.Read(_bytes);
            if (field.Name.SequenceEqual(name))
            {
                value = field.Value;
                return true;
            }
        }
        value = default;
        return false;
    }

    /// <summary>The fields as lines "name: value", for people.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (HeaderSlot slot in _slots)
        {
            HeaderField field = slot.Read(_bytes);
            string value = field.Indexing == HeaderIndexing.Never ? "(sensitive)" : Encoding.Latin1.GetString(field.Value);
            text.Append(Encoding.Latin1.GetString(field.Name)).Append(": ").Append(value).Append('\n');
        }
        return text.ToString();
    }
}
