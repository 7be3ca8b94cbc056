using System.Numerics;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Json;

/// <summary>The names of an enum's values as JSON has them. Built once a type.</summary>
internal sealed class JsonEnum
{
    // Values are mostly numbered from 0; such names need no hashing.
    private const int MostInOrder = 256;

    private readonly JsonName?[] _inOrder;
    private readonly Dictionary<int, JsonName> _others = [];
    private readonly JsonNames<EnumValueDescriptor> _values;

    public JsonEnum(EnumDescriptor descriptor)
    {
        Descriptor = descriptor;
        IsNullValue = descriptor.FullName == "google.protobuf.NullValue";
        _values = new JsonNames<EnumValueDescriptor>(descriptor.Values.Count);
        _inOrder = new JsonName?[Math.Min(descriptor.Values.Max(static value => value.Number) + 1L, MostInOrder) is > 0 and long length ? length : 0];
        foreach (EnumValueDescriptor value in descriptor.Values)
        {
            _values.TryAdd(value.Name, value);
            var quoted = new JsonName($"\"{value.Name}\",");
            // Of aliases the first is the one that is written.
            if ((uint)value.Number < (uint)_inOrder.Length)
                _inOrder[value.Number] ??= quoted;
            else
                _others.TryAdd(value.Number, quoted);
        }
    }

    public EnumDescriptor Descriptor { get; }

    /// <summary>NullValue's only value is JSON's null.</summary>
    public bool IsNullValue { get; }

    /// <summary>The name of a number, in quotes and with a comma.</summary>
    public JsonName? NameOf(int number) => (uint)number < (uint)_inOrder.Length ? _inOrder[number] : _others.GetValueOrDefault(number);

    public EnumValueDescriptor? Find<TUnit>(ReadOnlySpan<TUnit> name)
        where TUnit : unmanaged, IBinaryInteger<TUnit> => _values.Find(name);
}
