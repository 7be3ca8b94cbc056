namespace Peregrine.Http2;

/// <summary>
/// A received header block, borrowed for the callback that shows it: <see cref="Prefix"/> is the part that was seen before with the same bytes (the
/// same instance each time), <see cref="Tail"/> holds the fields after it. Enumerating the block gives both as one.
/// </summary>
public readonly ref struct HeaderBlock
{
    /// <summary>A block of a remembered prefix and the fields that follow it.</summary>
    public HeaderBlock(HeaderList prefix, HeaderFields tail)
    {
        Prefix = prefix;
        Tail = tail;
    }

    /// <summary>The fields remembered from an earlier block; <see cref="HeaderList.Empty"/> when none match.</summary>
    public HeaderList Prefix { get; }

    /// <summary>The fields after the prefix; reused by the next block.</summary>
    public HeaderFields Tail { get; }

    /// <summary>The number of fields in both parts.</summary>
    public int Count => Prefix.Count + Tail.Count;

    /// <summary>The field at <paramref name="index"/>, counted over both parts.</summary>
    public HeaderField this[int index] => index < Prefix.Count ? Prefix[index] : Tail[index - Prefix.Count];

    /// <summary>The first field of that name.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        foreach (HeaderField field in this)
        {
            if (field.Name.SequenceEqual(name))
            {
                value = field.Value;
                return true;
            }
        }
        value = default;
        return false;
    }

    /// <summary>An immutable copy that may be kept.</summary>
    public HeaderList ToList()
    {
        if (Tail.Count == 0)
        {
            return Prefix;
        }
        var fields = new HeaderFields();
        foreach (HeaderField field in this)
        {
            fields.Add(field.Name, field.Value, field.Indexing);
        }
        return fields.ToList();
    }

    /// <summary>Goes through the prefix, then the tail.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>The enumerator of a <see cref="HeaderBlock"/>.</summary>
    public ref struct Enumerator
    {
        private readonly HeaderBlock _block;
        private int _index;

        internal Enumerator(HeaderBlock block)
        {
            _block = block;
            _index = -1;
        }

        /// <summary>The field it stands on.</summary>
        public readonly HeaderField Current => _block[_index];

        /// <summary>Goes to the next field.</summary>
        public bool MoveNext() => ++_index < _block.Count;
    }
}
