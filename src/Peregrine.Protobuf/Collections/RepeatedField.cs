using System.Collections;
using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Peregrine.Protobuf;

/// <summary>
/// The values of a repeated field: a list over one array, with span access. Owned by one message; not thread-safe while it changes.
/// </summary>
/// <typeparam name="T">The element type; null elements are refused.</typeparam>
[DebuggerDisplay("Count = {Count}")]
[DebuggerTypeProxy(typeof(RepeatedField<>.DebugView))]
[SuppressMessage("Design", "CA1036", Justification = "A list.")]
public sealed class RepeatedField<T> : IList<T>, IReadOnlyList<T>, IEquatable<RepeatedField<T>>, IDeepCloneable<RepeatedField<T>>, IRepeatedField, IReferenceList
{
    private T[] _items;
    private int _count;

    // Elements at [_count, _spare) were let go by Recycle: the next parse takes them back in the same order.
    private int _spare;

    /// <summary>An empty field.</summary>
    public RepeatedField() => _items = [];

    /// <summary>An empty field with room for <paramref name="capacity"/> elements.</summary>
    public RepeatedField(int capacity) => _items = capacity == 0 ? [] : new T[capacity];

    /// <summary>How many elements there are.</summary>
    public int Count => _count;

    /// <summary>How many elements fit without another allocation. Setting it below <see cref="Count"/> is refused.</summary>
    public int Capacity
    {
        get => _items.Length;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, _count);
            if (value != _items.Length)
                Reallocate(value);
        }
    }

    /// <summary>The element at <paramref name="index"/>.</summary>
    public T this[int index]
    {
        get => AsSpan()[index];
        set => AsSpan()[index] = NotNull(value);
    }

    /// <summary>The elements in place. Valid until the next change of <see cref="Count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> AsSpan() => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(_items), _count);

    /// <summary>Appends <paramref name="item"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T item)
    {
        int count = _count;
        if ((uint)count >= (uint)_items.Length)
            GrowFor(1);
        // The array is exactly T[], so the covariance check of an array store has nothing to find.
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_items), count) = NotNull(item);
        _count = count + 1;
    }

    /// <summary>Appends all of <paramref name="items"/>.</summary>
    public void AddRange(ReadOnlySpan<T> items)
    {
        if (!typeof(T).IsValueType)
        {
            foreach (T item in items)
                NotNull(item);
        }

        items.CopyTo(Append(items.Length));
    }

    /// <summary>Appends all of <paramref name="items"/>.</summary>
    public void AddRange(IEnumerable<T> items)
    {
        if (items is RepeatedField<T> field)
        {
            AddRange((ReadOnlySpan<T>)field.AsSpan());
            return;
        }

        if (items.TryGetNonEnumeratedCount(out int count))
            EnsureCapacity(_count + count);
        foreach (T item in items)
            Add(item);
    }

    /// <summary>Appends all of <paramref name="items"/>, so that a collection initialiser can hold a sequence.</summary>
    public void Add(IEnumerable<T> items) => AddRange(items);

    /// <summary>Makes room for <paramref name="capacity"/> elements in all.</summary>
    public void EnsureCapacity(int capacity)
    {
        if (capacity > _items.Length)
            Reallocate(capacity);
    }

    /// <summary>Removes all elements and lets go of them; the capacity stays.</summary>
    public void Clear()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            Array.Clear(_items, 0, Math.Max(_count, _spare));
        _count = 0;
        _spare = 0;
    }

    /// <summary>Removes the first element equal to <paramref name="item"/>.</summary>
    public bool Remove(T item)
    {
        int index = IndexOf(item);
        if (index < 0)
            return false;
        RemoveAt(index);
        return true;
    }

    /// <summary>Removes the element at <paramref name="index"/>.</summary>
    public void RemoveAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _count);
        _count--;
        Array.Copy(_items, index + 1, _items, index, _count - index);
        _items[_count] = default!;
    }

    /// <summary>Inserts <paramref name="item"/> before the element at <paramref name="index"/>.</summary>
    public void Insert(int index, T item)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, _count);
        NotNull(item);
        if (_count == _items.Length)
            GrowFor(1);
        Array.Copy(_items, index, _items, index + 1, _count - index);
        _items[index] = item;
        _count++;
    }

    /// <summary>Whether an element equals <paramref name="item"/>.</summary>
    public bool Contains(T item) => IndexOf(item) >= 0;

    /// <summary>The index of the first element equal to <paramref name="item"/>, or −1.</summary>
    public int IndexOf(T item) => Array.IndexOf(_items, item, 0, _count);

    /// <summary>Copies the elements to <paramref name="array"/> from <paramref name="arrayIndex"/> on.</summary>
    public void CopyTo(T[] array, int arrayIndex) => AsSpan().CopyTo(array.AsSpan(arrayIndex));

    /// <summary>A copy; elements that are messages are copied too.</summary>
    public RepeatedField<T> Clone()
    {
        var clone = new RepeatedField<T>(_count);
        clone.MergeFrom(this);
        return clone;
    }

    /// <summary>Appends copies of the elements of <paramref name="other"/>.</summary>
    public void MergeFrom(RepeatedField<T> other)
    {
        ReadOnlySpan<T> source = other.AsSpan();
        Span<T> target = Append(source.Length);
        for (int i = 0; i < source.Length; i++)
            target[i] = source[i] is IDeepCloneable<T> cloneable ? cloneable.Clone() : source[i];
    }

    /// <summary>Equality of the elements in order. NaN equals NaN.</summary>
    public bool Equals(RepeatedField<T>? other)
    {
        if (other is null || other._count != _count)
            return false;
        ReadOnlySpan<T> left = AsSpan();
        ReadOnlySpan<T> right = other.AsSpan();
        for (int i = 0; i < left.Length; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(left[i], right[i]))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RepeatedField<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (T item in AsSpan())
            hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>Enumerates the elements in place. The field must not change meanwhile.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => new Enumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => new Enumerator(this);

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", (IEnumerable<T>)this)}]";

    bool ICollection<T>.IsReadOnly => false;

    ReadOnlySpan<object> IReferenceList.References => typeof(T).IsValueType
        ? throw new InvalidOperationException("the elements are no references")
        : new ReadOnlySpan<object>((object[])(object)_items, 0, _count);

    FieldValue IRepeatedField.GetAt(int index) => FieldValue.From(this[index]);

    void IRepeatedField.SetAt(int index, in FieldValue value) => this[index] = value.To<T>();

    void IRepeatedField.Add(in FieldValue value) => Add(value.To<T>());

    /// <summary>For generated code: empties the field but keeps its elements to be used again by the next parse.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Recycle()
    {
        _spare = Math.Max(_count, _spare);
        _count = 0;
    }

    /// <summary>For generated code: the element that the next parse may use again in the place of the next one, if <see cref="Recycle"/> left one.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public T? Spare
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _count < _spare ? Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_items), _count) : default;
    }

    /// <summary>For generated code: appends the element that <see cref="Recycle"/> left in the next place, or gives null when there is none.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T? AddSpare()
    {
        T? spare = Spare;
        if (spare is not null)
            _count++;
        return spare;
    }

    /// <summary>For the wire reader: appends <paramref name="count"/> elements, to be filled by the caller. Grows to exactly what is needed when empty.</summary>
    internal Span<T> Append(int count)
    {
        int start = _count;
        if (_items.Length - start < count)
            GrowFor(count);
        _count = start + count;
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_items), start), count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrowFor(int more)
    {
        int needed = checked(_count + more);
        int doubled = _items.Length == 0 && more == 1 ? 4 : (int)Math.Min((uint)_items.Length * 2, (uint)Array.MaxLength);
        Reallocate(Math.Max(needed, doubled));
    }

    private void Reallocate(int capacity)
    {
        T[] larger = FreshArray.ToBeFilled<T>(capacity);
        int kept = Math.Min(Math.Max(_count, _spare), capacity);
        Array.Copy(_items, larger, kept);
        _spare = Math.Min(_spare, capacity);
        _items = larger;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T NotNull(T item)
    {
        if (!typeof(T).IsValueType && item is null)
            ThrowNull();
        return item;
    }

    [DoesNotReturn]
    private static void ThrowNull() => throw new ArgumentNullException("item", "a repeated field holds no null elements");

    /// <summary>Enumerates the elements. Unlike that of a span it may live across an await; <see cref="AsSpan"/> is faster.</summary>
    public struct Enumerator : IEnumerator<T>
    {
        private readonly RepeatedField<T> _field;
        private int _index;

        internal Enumerator(RepeatedField<T> field)
        {
            _field = field;
            _index = -1;
        }

        /// <inheritdoc/>
        public readonly T Current => _field._items[_index];

        readonly object? IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext() => ++_index < _field._count;

        /// <inheritdoc/>
        public void Reset() => _index = -1;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
            // Nothing is held.
        }
    }

    private sealed class DebugView(RepeatedField<T> elements)
    {
        [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
        public T[] Items => elements.AsSpan().ToArray();
    }
}
