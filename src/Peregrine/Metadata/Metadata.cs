using System.Collections;

namespace Peregrine;

/// <summary>
/// The ordered list of key/value pairs that goes with a call, before its messages (headers) or after them (trailers).
/// Keys are lower case and may repeat; a key that ends in <c>-bin</c> has bytes for a value.
/// Not safe for concurrent writes. Received metadata may be shared between calls and is then read-only.
/// </summary>
public sealed class Metadata : IList<Metadata.Entry>, IReadOnlyList<Metadata.Entry>
{
    /// <summary>The ending of the keys whose values are bytes.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>No metadata; read-only.</summary>
    public static readonly Metadata Empty = new Metadata().Freeze();

    // Two entries are what a call that has any has mostly.
    private const int FirstCapacity = 2;

    private Entry[] _entries = [];
    private int _count;
    private bool _readOnly;

    /// <summary>Creates an empty list.</summary>
    public Metadata()
    {
    }

    /// <inheritdoc cref="ICollection{T}.Count"/>
    public int Count => _count;

    /// <inheritdoc/>
    public bool IsReadOnly => _readOnly;

    /// <inheritdoc cref="IList{T}.this"/>
    public Entry this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
            return _entries[index];
        }

        set
        {
            CheckWriteable();
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
            _entries[index] = value ?? throw new ArgumentNullException(nameof(value));
        }
    }

    /// <summary>Adds a pair with a text value.</summary>
    public void Add(string key, string value) => Add(new Entry(key, value));

    /// <summary>Adds a pair with a value of bytes; the key ends in <c>-bin</c>.</summary>
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <inheritdoc/>
    public void Add(Entry item)
    {
        CheckWriteable();
        ArgumentNullException.ThrowIfNull(item);
        if (_count == _entries.Length)
            Grow();
        _entries[_count++] = item;
    }

    /// <summary>The last entry with this key, which is the one that counts when a key repeats; null when there is none.</summary>
    public Entry? Get(string key)
    {
        for (int i = _count - 1; i >= 0; i--)
            if (_entries[i].HasKey(key))
                return _entries[i];
        return null;
    }

    /// <summary>The text of the last entry with this key; null when there is none.</summary>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The bytes of the last entry with this key; null when there is none.</summary>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>All entries with this key, in order.</summary>
    public IEnumerable<Entry> GetAll(string key)
    {
        for (int i = 0; i < _count; i++)
            if (_entries[i].HasKey(key))
                yield return _entries[i];
    }

    /// <inheritdoc/>
    public int IndexOf(Entry item) => Array.IndexOf(_entries, item, 0, _count);

    /// <inheritdoc/>
    public void Insert(int index, Entry item)
    {
        CheckWriteable();
        ArgumentNullException.ThrowIfNull(item);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)_count, nameof(index));
        if (_count == _entries.Length)
            Grow();
        Array.Copy(_entries, index, _entries, index + 1, _count - index);
        _entries[index] = item;
        _count++;
    }

    /// <inheritdoc/>
    public void RemoveAt(int index)
    {
        CheckWriteable();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
        _count--;
        Array.Copy(_entries, index + 1, _entries, index, _count - index);
        _entries[_count] = null!;
    }

    /// <inheritdoc/>
    public bool Remove(Entry item)
    {
        CheckWriteable();
        int index = IndexOf(item);
        if (index < 0)
            return false;
        RemoveAt(index);
        return true;
    }

    /// <inheritdoc/>
    public void Clear()
    {
        CheckWriteable();
        Array.Clear(_entries);
        _count = 0;
    }

    /// <inheritdoc/>
    public bool Contains(Entry item) => IndexOf(item) >= 0;

    /// <inheritdoc/>
    public void CopyTo(Entry[] array, int arrayIndex) => Array.Copy(_entries, 0, array, arrayIndex, _count);

    /// <inheritdoc cref="IEnumerable{T}.GetEnumerator"/>
    public IEnumerator<Entry> GetEnumerator()
    {
        for (int i = 0; i < _count; i++)
            yield return _entries[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", _entries.Take(_count))}]";

    /// <summary>Makes the list read-only from now on, so that it can be shared.</summary>
    internal Metadata Freeze()
    {
        _readOnly = true;
        return this;
    }

    private void Grow() => Array.Resize(ref _entries, Math.Max(FirstCapacity, _entries.Length * 2));

    private void CheckWriteable()
    {
        if (_readOnly)
            throw new InvalidOperationException("This metadata is read-only: it was received from the peer, or was sent already.");
    }

    /// <summary>One key with its value. Immutable.</summary>
    public sealed class Entry
    {
        private readonly string? _value;
        private readonly byte[]? _valueBytes;

        /// <summary>Creates an entry with a text value.</summary>
        /// <param name="key">Letters, digits, <c>_ . -</c>; stored in lower case; must not end in <c>-bin</c>.</param>
        /// <param name="value">Printable ASCII; anything else needs a <c>-bin</c> key.</param>
        public Entry(string key, string value)
        {
            Key = MetadataKey.Normalize(key);
            if (MetadataKey.IsBinary(Key))
                throw new ArgumentException($"The key '{key}' ends in '-bin', so its value has to be bytes.", nameof(key));
            ArgumentNullException.ThrowIfNull(value);
            MetadataKey.CheckValue(Key, value);
            _value = value;
        }

        /// <summary>Creates an entry with a value of bytes.</summary>
        /// <param name="key">Letters, digits, <c>_ . -</c>, ending in <c>-bin</c>; stored in lower case.</param>
        /// <param name="valueBytes">The bytes; copied.</param>
        public Entry(string key, byte[] valueBytes)
        {
            Key = MetadataKey.Normalize(key);
            if (!MetadataKey.IsBinary(Key))
                throw new ArgumentException($"The key '{key}' does not end in '-bin', so its value has to be text.", nameof(key));
            ArgumentNullException.ThrowIfNull(valueBytes);
            _valueBytes = valueBytes.AsSpan().ToArray();
        }

        private Entry(string key, string? value, byte[]? valueBytes)
        {
            Key = key;
            _value = value;
            _valueBytes = valueBytes;
        }

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>The text. Throws when the entry is binary.</summary>
        public string Value => _value ?? throw new InvalidOperationException($"The entry '{Key}' is binary: read ValueBytes.");

        /// <summary>The bytes: of a binary entry its value (a copy), of a text entry its ASCII.</summary>
        public byte[] ValueBytes => _valueBytes is null ? System.Text.Encoding.ASCII.GetBytes(_value!) : _valueBytes.AsSpan().ToArray();

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => _valueBytes is not null;

        /// <summary>The bytes of a binary entry, not copied.</summary>
        internal ReadOnlySpan<byte> Bytes => _valueBytes;

        /// <inheritdoc/>
        public override string ToString() => IsBinary
            ? $"[Entry: key={Key}, valueBytes={Convert.ToBase64String(_valueBytes!)}]"
            : $"[Entry: key={Key}, value={_value}]";

        /// <summary>An entry as it was received: what the peer sent is not judged (semantics rule 67).</summary>
        internal static Entry Received(string key, string value) => new(key, value, null);

        /// <summary>A binary entry as it was received; takes the array over.</summary>
        internal static Entry Received(string key, byte[] valueBytes) => new(key, null, valueBytes);

        internal bool HasKey(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);
    }
}
