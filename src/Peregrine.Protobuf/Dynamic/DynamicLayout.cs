using System.Runtime.CompilerServices;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Dynamic;

/// <summary>The fields of one message type as dynamic messages store them. Built once a type and kept as long as its descriptor lives.</summary>
internal sealed class DynamicLayout
{
    private const int DirectNumbers = 128;

    private static readonly ConditionalWeakTable<MessageDescriptor, DynamicLayout> s_layouts = [];

    private readonly DynamicField?[] _lowNumbers = new DynamicField?[DirectNumbers];
    private readonly Dictionary<int, DynamicField> _highNumbers = [];

    private DynamicLayout(MessageDescriptor descriptor)
    {
        Descriptor = descriptor;
        Fields = [.. descriptor.Fields.Select(field => new DynamicField(field))];
        ByNumber = [.. Fields.OrderBy(field => field.Descriptor.Number)];
        foreach (DynamicField field in Fields)
        {
            if (field.Descriptor.Number < DirectNumbers)
                _lowNumbers[field.Descriptor.Number] = field;
            else
                _highNumbers[field.Descriptor.Number] = field;
        }
    }

    public MessageDescriptor Descriptor { get; }

    /// <summary>By <c>FieldDescriptor.Index</c>.</summary>
    public DynamicField[] Fields { get; }

    /// <summary>In the order in which they are written.</summary>
    public DynamicField[] ByNumber { get; }

    public static DynamicLayout Of(MessageDescriptor descriptor) => s_layouts.GetValue(descriptor, static key => new DynamicLayout(key));

    public DynamicField? Find(int number) =>
        number < DirectNumbers ? _lowNumbers[number] : _highNumbers.GetValueOrDefault(number);
}
