using System.Text;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Json;

/// <summary>The names of an enum's values as JSON has them. Built once a type.</summary>
internal sealed class JsonEnum
{
    private readonly Dictionary<int, byte[]> _names = [];
    private readonly Utf8Names<EnumValueDescriptor> _values;

    public JsonEnum(EnumDescriptor descriptor)
    {
        Descriptor = descriptor;
        IsNullValue = descriptor.FullName == "google.protobuf.NullValue";
        _values = new Utf8Names<EnumValueDescriptor>(descriptor.Values.Count);
        foreach (EnumValueDescriptor value in descriptor.Values)
        {
            byte[] name = Encoding.UTF8.GetBytes(value.Name);
            // Of aliases the first is the one that is written.
            _names.TryAdd(value.Number, name);
            _values.TryAdd(name, value);
        }
    }

    public EnumDescriptor Descriptor { get; }

    /// <summary>NullValue's only value is JSON's null.</summary>
    public bool IsNullValue { get; }

    public byte[]? NameOf(int number) => _names.GetValueOrDefault(number);

    public EnumValueDescriptor? Find(ReadOnlySpan<byte> name) => _values.Find(name);
}
