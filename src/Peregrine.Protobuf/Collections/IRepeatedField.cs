namespace Peregrine.Protobuf;

/// <summary>A repeated field seen without its element type, for code that is driven by descriptors (JSON, text, field masks).</summary>
public interface IRepeatedField
{
    /// <summary>How many elements there are.</summary>
    int Count { get; }

    /// <summary>The element at <paramref name="index"/>.</summary>
    FieldValue GetAt(int index);

    /// <summary>Replaces the element at <paramref name="index"/>.</summary>
    void SetAt(int index, in FieldValue value);

    /// <summary>Appends an element.</summary>
    void Add(in FieldValue value);

    /// <summary>Removes all elements.</summary>
    void Clear();
}
