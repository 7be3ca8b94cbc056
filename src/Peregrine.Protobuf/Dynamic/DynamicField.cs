using Peregrine.Protobuf.Extensions;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Dynamic;

/// <summary>What a dynamic message needs to know of one field, worked out once.</summary>
internal sealed class DynamicField
{
    private DynamicLayout? _message;

    public DynamicField(FieldDescriptor descriptor)
    {
        Descriptor = descriptor;
        Index = descriptor.Index;
        ElementKind = KindOf(descriptor.Kind);
        ElementWireType = FieldValueCodec.WireTypeOf(descriptor.Kind);
        Default = DefaultValues.Of(descriptor);
        Siblings = descriptor.RealContainingOneof is { } oneof
            ? [.. oneof.Fields.Where(field => field != descriptor).Select(field => field.Index)]
            : [];
    }

    public FieldDescriptor Descriptor { get; }

    public int Index { get; }

    /// <summary>Of the value, or of each element.</summary>
    public FieldValueKind ElementKind { get; }

    /// <summary>Of the value, or of each element that is not packed.</summary>
    public WireType ElementWireType { get; }

    /// <summary>What an unset singular field reads as.</summary>
    public FieldValue Default { get; }

    /// <summary>The other fields of its oneof, by index.</summary>
    public int[] Siblings { get; }

    public bool IsMap => Descriptor.IsMap;

    public bool IsPackable => FieldValueCodec.IsPackable(Descriptor.Kind);

    /// <summary>Of a message field. Looked up late because message types may contain themselves.</summary>
    public DynamicLayout Message => _message ??= DynamicLayout.Of(Descriptor.MessageType!);

    public DynamicField MapKey => Message.Fields[0];

    public DynamicField MapValue => Message.Fields[1];

    private static FieldValueKind KindOf(FieldKind kind) => kind switch
    {
        FieldKind.Double => FieldValueKind.Double,
        FieldKind.Float => FieldValueKind.Float,
        FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64 => FieldValueKind.Int64,
        FieldKind.UInt64 or FieldKind.Fixed64 => FieldValueKind.UInt64,
        FieldKind.Int32 or FieldKind.SInt32 or FieldKind.SFixed32 => FieldValueKind.Int32,
        FieldKind.UInt32 or FieldKind.Fixed32 => FieldValueKind.UInt32,
        FieldKind.Bool => FieldValueKind.Bool,
        FieldKind.String => FieldValueKind.String,
        FieldKind.Bytes => FieldValueKind.Bytes,
        FieldKind.Enum => FieldValueKind.Enum,
        _ => FieldValueKind.Message,
    };
}
