using System.Collections;
using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Peregrine.Protobuf.Collections;

namespace Peregrine.Protobuf;

/// <summary>
/// The entries of a map field: a hash table over one dense array of entries, in order of insertion until one is removed (the last then takes its place).
/// Owned by one message; not thread-safe while it changes.
/// </summary>
/// <typeparam name="TKey">An integer, a truth value or a text.</typeparam>
/// <typeparam name="TValue">Any field type but repeated ones; null values are refused.</typeparam>
[DebuggerDisplay("Count = {Count}")]
[DebuggerTypeProxy(typeof(MapField<,>.DebugView))]
public sealed class MapField<TKey, TValue> : IDictionary<TKey, TValue>, IReadOnlyDictionary<TKey, TValue>,
    IEquatable<MapField<TKey, TValue>>, IDeepCloneable<MapField<TKey, TValue>>, IMapField
    where TKey : notnull
{
    private Entry[] _entries = [];
    private int[] _buckets = []; // 1-based index of the first entry; its length is a power of two
    private int _count;

    // Entries at [_count, _spare) were let go by Recycle: the next parse takes back their keys and values, in the same order.
    private int _spare;

    /// <summary>How many entries there are.</summary>
    public int Count => _count;

    /// <summary>The keys, in the order of the entries.</summary>
    public ICollection<TKey> Keys => [.. this.Select(static entry => entry.Key)];

    /// <summary>The values, in the order of the entries.</summary>
    public ICollection<TValue> Values => [.. this.Select(static entry => entry.Value)];

    /// <summary>The value under <paramref name="key"/>; setting it adds or replaces.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    public TValue this[TKey key]
    {
        get
        {
            int index = Find(key, HashOf(key));
            return index >= 0 ? _entries[index].Value : throw new KeyNotFoundException($"the map has no key {key}");
        }

        set => Set(key, value);
    }

    /// <summary>Adds an entry.</summary>
    /// <exception cref="ArgumentException">The key is there already.</exception>
    public void Add(TKey key, TValue value)
    {
        if (ContainsKey(key))
            throw new ArgumentException($"the map already has the key {key}", nameof(key));
        Set(key, value);
    }

    /// <summary>Adds or replaces all of <paramref name="entries"/>.</summary>
    public void Add(IEnumerable<KeyValuePair<TKey, TValue>> entries)
    {
        foreach ((TKey key, TValue value) in entries)
            Set(key, value);
    }

    /// <summary>Whether there is an entry under <paramref name="key"/>.</summary>
    public bool ContainsKey(TKey key) => Find(key, HashOf(key)) >= 0;

    /// <summary>Finds the value under <paramref name="key"/>.</summary>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        int index = Find(key, HashOf(key));
        value = index >= 0 ? _entries[index].Value : default;
        return index >= 0;
    }

    /// <summary>Removes the entry under <paramref name="key"/> and says whether there was one.</summary>
    public bool Remove(TKey key)
    {
        int index = Find(key, HashOf(key));
        if (index < 0)
            return false;
        Unlink(index);
        int last = --_count;
        if (index != last)
        {
            Unlink(last);
            _entries[index] = _entries[last];
            Link(index);
        }

        _entries[last] = default;
        return true;
    }

    /// <summary>Removes all entries and lets go of them; the capacity stays.</summary>
    public void Clear()
    {
        Array.Clear(_entries, 0, Math.Max(_count, _spare));
        Array.Clear(_buckets);
        _count = 0;
        _spare = 0;
    }

    /// <summary>Makes room for <paramref name="capacity"/> entries in all.</summary>
    public void EnsureCapacity(int capacity)
    {
        if (capacity > _entries.Length)
            Resize(capacity);
    }

    /// <summary>A copy; values that are messages are copied too.</summary>
    public MapField<TKey, TValue> Clone()
    {
        var clone = new MapField<TKey, TValue>();
        clone.EnsureCapacity(_count);
        clone.MergeFrom(this);
        return clone;
    }

    /// <summary>Adds or replaces copies of the entries of <paramref name="other"/>.</summary>
    public void MergeFrom(MapField<TKey, TValue> other)
    {
        for (int i = 0; i < other._count; i++)
        {
            TValue value = other._entries[i].Value;
            Set(other._entries[i].Key, value is IDeepCloneable<TValue> cloneable ? cloneable.Clone() : value);
        }
    }

    /// <summary>Equality of the entries, whatever their order. NaN equals NaN.</summary>
    public bool Equals(MapField<TKey, TValue>? other)
    {
        if (other is null || other._count != _count)
            return false;
        for (int i = 0; i < _count; i++)
        {
            if (!other.TryGetValue(_entries[i].Key, out TValue? value) || !EqualityComparer<TValue>.Default.Equals(value, _entries[i].Value))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MapField<TKey, TValue>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = 0; // the order of entries does not count
        for (int i = 0; i < _count; i++)
            hash += HashCode.Combine(_entries[i].Key, _entries[i].Value);
        return hash;
    }

    /// <summary>Enumerates the entries. The map must not change meanwhile.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator()
    {
        for (int i = 0; i < _count; i++)
            yield return EntryAt(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<KeyValuePair<TKey, TValue>>)this).GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"{{{string.Join(", ", this.Select(static entry => $"{entry.Key}: {entry.Value}"))}}}";

    IEnumerable<TKey> IReadOnlyDictionary<TKey, TValue>.Keys => Keys;

    IEnumerable<TValue> IReadOnlyDictionary<TKey, TValue>.Values => Values;

    bool ICollection<KeyValuePair<TKey, TValue>>.IsReadOnly => false;

    void ICollection<KeyValuePair<TKey, TValue>>.Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<TKey, TValue>>.Contains(KeyValuePair<TKey, TValue> item) =>
        TryGetValue(item.Key, out TValue? value) && EqualityComparer<TValue>.Default.Equals(value, item.Value);

    void ICollection<KeyValuePair<TKey, TValue>>.CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        for (int i = 0; i < _count; i++)
            array[arrayIndex + i] = EntryAt(i);
    }

    bool ICollection<KeyValuePair<TKey, TValue>>.Remove(KeyValuePair<TKey, TValue> item) =>
        ((ICollection<KeyValuePair<TKey, TValue>>)this).Contains(item) && Remove(item.Key);

    FieldValue IMapField.KeyAt(int index) => FieldValue.From(EntryAt(index).Key);

    FieldValue IMapField.ValueAt(int index) => FieldValue.From(EntryAt(index).Value);

    bool IMapField.TryGet(in FieldValue key, out FieldValue value)
    {
        bool found = TryGetValue(key.To<TKey>(), out TValue? typed);
        value = found ? FieldValue.From(typed!) : default;
        return found;
    }

    void IMapField.Set(in FieldValue key, in FieldValue value) => Set(key.To<TKey>(), value.To<TValue>());

    bool IMapField.Remove(in FieldValue key) => Remove(key.To<TKey>());

    /// <summary>For generated code: the entries last to first, as the wire writer needs them; sorted by key when <paramref name="sorted"/>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public BackwardEntries EntriesBackwards(bool sorted) => new(this, sorted ? SortedOrder() : null);

    /// <summary>For generated code: empties the map but keeps its keys and values to be used again by the next parse.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Recycle()
    {
        Array.Clear(_buckets);
        _spare = Math.Max(_count, _spare);
        _count = 0;
    }

    /// <summary>For generated code: the key that the next parse may use again in the place of the next one.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TKey? SpareKey => _count < _spare ? _entries[_count].Key : default;

    /// <summary>For generated code: the value that the next parse may use again in the place of the next one.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TValue? SpareValue => _count < _spare ? _entries[_count].Value : default;

    private KeyValuePair<TKey, TValue> EntryAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
        return new(_entries[index].Key, _entries[index].Value);
    }

    /// <summary>For generated code: adds or replaces, without the checks that a collection initialiser wants.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Set(TKey key, TValue value)
    {
        if (!typeof(TValue).IsValueType && value is null)
            throw new ArgumentNullException(nameof(value), "a map field holds no null values");
        int count = _count;
        // A recycled entry with the very key: its hash is known.
        int hash = count < _spare && !typeof(TKey).IsValueType && ReferenceEquals(_entries[count].Key, key) ? _entries[count].Hash : HashOf(key);
        int index = Find(key, hash);
        if (index >= 0)
        {
            _entries[index].Value = value;
            if (count < _spare)
                _entries[count] = default; // the value may be the spare one, which is in use now
            return;
        }

        if (count == _entries.Length)
            Resize(Math.Max(4, count * 2));
        ref Entry entry = ref _entries[count];
        entry.Key = key;
        entry.Value = value;
        entry.Hash = hash;
        _count = count + 1;
        Link(count);
    }

    private int Find(TKey key, int hash)
    {
        if (_buckets.Length == 0)
            return -1;
        Entry[] entries = _entries;
        int index = _buckets[hash & (_buckets.Length - 1)] - 1;
        while ((uint)index < (uint)entries.Length)
        {
            ref Entry entry = ref entries[index];
            if (entry.Hash == hash && KeyEquals(entry.Key, key))
                return index;
            index = entry.Next - 1;
        }

        return -1;
    }

    private void Link(int index)
    {
        ref int bucket = ref _buckets[_entries[index].Hash & (_buckets.Length - 1)];
        _entries[index].Next = bucket;
        bucket = index + 1;
    }

    private void Unlink(int index)
    {
        ref int link = ref _buckets[_entries[index].Hash & (_buckets.Length - 1)];
        while (link != index + 1)
            link = ref _entries[link - 1].Next;
        link = _entries[index].Next;
    }

    private void Resize(int capacity)
    {
        Array.Resize(ref _entries, capacity);
        int buckets = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity);
        if (buckets == _buckets.Length)
            return;
        _buckets = new int[buckets];
        for (int i = 0; i < _count; i++)
            Link(i);
    }

    private int[] SortedOrder()
    {
        int[] order = [.. Enumerable.Range(0, _count)];
        Entry[] entries = _entries;
        Array.Sort(order, (left, right) => MapKeys.Compare(entries[left].Key, entries[right].Key));
        return order;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HashOf(TKey key) => MapKeys.HashOf(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool KeyEquals(TKey left, TKey right) =>
        typeof(TKey) == typeof(string) ? string.Equals((string)(object)left, (string)(object)right, StringComparison.Ordinal) : EqualityComparer<TKey>.Default.Equals(left, right);

    private struct Entry
    {
        public int Hash;
        public int Next; // 1-based, 0 ends the chain
        public TKey Key;
        public TValue Value;
    }

    /// <summary>Enumerates the entries in place.</summary>
    public struct Enumerator
    {
        private readonly MapField<TKey, TValue> _map;
        private int _index;

        internal Enumerator(MapField<TKey, TValue> map)
        {
            _map = map;
            _index = -1;
        }

        /// <summary>The entry.</summary>
        public readonly KeyValuePair<TKey, TValue> Current => _map.EntryAt(_index);

        /// <summary>Goes to the next entry.</summary>
        public bool MoveNext() => ++_index < _map._count;
    }

    /// <summary>The entries from the last to the first.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public struct BackwardEntries
    {
        private readonly MapField<TKey, TValue> _map;
        private readonly int[]? _order;
        private int _index;

        internal BackwardEntries(MapField<TKey, TValue> map, int[]? order)
        {
            _map = map;
            _order = order;
            _index = map._count;
        }

        /// <summary>The entry.</summary>
        public readonly KeyValuePair<TKey, TValue> Current => _map.EntryAt(_order is null ? _index : _order[_index]);

        /// <summary>Goes to the entry before.</summary>
        public bool MoveNext() => --_index >= 0;

        /// <summary>The enumerator, which this is itself.</summary>
        public readonly BackwardEntries GetEnumerator() => this;
    }

    private sealed class DebugView(MapField<TKey, TValue> map)
    {
        [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
        public KeyValuePair<TKey, TValue>[] Items => [.. map];
    }
}
