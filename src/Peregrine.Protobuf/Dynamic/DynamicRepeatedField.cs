namespace Peregrine.Protobuf.Dynamic;

/// <summary>The elements of a repeated field of a dynamic message. Owned by the message.</summary>
internal sealed class DynamicRepeatedField(DynamicField field) : IRepeatedField
{
    private FieldValue[] _values = [];

    public int Count { get; private set; }

    public ReadOnlySpan<FieldValue> Values => _values.AsSpan(0, Count);

    public FieldValue GetAt(int index) => _values.AsSpan(0, Count)[index];

    public void SetAt(int index, in FieldValue value)
    {
        FieldValueCheck.Element(field, value);
        _values.AsSpan(0, Count)[index] = value;
    }

    public void Add(in FieldValue value)
    {
        FieldValueCheck.Element(field, value);
        if (Count == _values.Length)
            Array.Resize(ref _values, Math.Max(4, 2 * Count));
        _values[Count++] = value;
    }

    public void Clear()
    {
        _values.AsSpan(0, Count).Clear();
        Count = 0;
    }
}
