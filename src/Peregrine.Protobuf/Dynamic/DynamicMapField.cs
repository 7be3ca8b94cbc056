namespace Peregrine.Protobuf.Dynamic;

/// <summary>The entries of a map field of a dynamic message, dense and in order of insertion until one is removed. Owned by the message.</summary>
internal sealed class DynamicMapField(DynamicField field) : IMapField
{
    private readonly Dictionary<FieldValue, int> _index = [];
    private readonly List<FieldValue> _keys = [];
    private readonly List<FieldValue> _values = [];

    public int Count => _keys.Count;

    public FieldValue KeyAt(int index) => _keys[index];

    public FieldValue ValueAt(int index) => _values[index];

    public bool TryGet(in FieldValue key, out FieldValue value)
    {
        bool found = _index.TryGetValue(key, out int at);
        value = found ? _values[at] : default;
        return found;
    }

    public void Set(in FieldValue key, in FieldValue value)
    {
        FieldValueCheck.Element(field.MapKey, key);
        FieldValueCheck.Element(field.MapValue, value);
        if (_index.TryGetValue(key, out int at))
        {
            _values[at] = value;
            return;
        }

        _index.Add(key, _keys.Count);
        _keys.Add(key);
        _values.Add(value);
    }

    public bool Remove(in FieldValue key)
    {
        if (!_index.Remove(key, out int at))
            return false;
        int last = _keys.Count - 1;
        if (at != last)
        {
            _keys[at] = _keys[last];
            _values[at] = _values[last];
            _index[_keys[at]] = at;
        }

        _keys.RemoveAt(last);
        _values.RemoveAt(last);
        return true;
    }

    public void Clear()
    {
        _index.Clear();
        _keys.Clear();
        _values.Clear();
    }
}
