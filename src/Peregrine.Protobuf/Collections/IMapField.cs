namespace Peregrine.Protobuf;

/// <summary>A map field seen without its types, for code that is driven by descriptors. Entries are addressed 0 to <see cref="Count"/>−1; removing one moves the last into its place.</summary>
public interface IMapField
{
    /// <summary>How many entries there are.</summary>
    int Count { get; }

    /// <summary>The key of the entry at <paramref name="index"/>.</summary>
    FieldValue KeyAt(int index);

    /// <summary>The value of the entry at <paramref name="index"/>.</summary>
    FieldValue ValueAt(int index);

    /// <summary>Finds the value under <paramref name="key"/>.</summary>
    bool TryGet(in FieldValue key, out FieldValue value);

    /// <summary>Adds or replaces the value under <paramref name="key"/>.</summary>
    void Set(in FieldValue key, in FieldValue value);

    /// <summary>Removes the entry under <paramref name="key"/> and says whether there was one.</summary>
    bool Remove(in FieldValue key);

    /// <summary>Removes all entries.</summary>
    void Clear();
}
