using Peregrine.Schema;

namespace Peregrine.Protobuf.Extensions;

/// <summary>The value of a field that is not set, by its descriptor.</summary>
internal static class DefaultValues
{
    public static FieldValue Of(FieldDescriptor field) => field.Kind switch
    {
        FieldKind.Double => FieldValue.FromDouble(field.DefaultValue is double number ? number : 0),
        FieldKind.Float => FieldValue.FromFloat(field.DefaultValue is float number ? number : 0),
        FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64 => FieldValue.FromInt64(field.DefaultValue is long number ? number : 0),
        FieldKind.UInt64 or FieldKind.Fixed64 => FieldValue.FromUInt64(field.DefaultValue is ulong number ? number : 0),
        FieldKind.Int32 or FieldKind.SInt32 or FieldKind.SFixed32 => FieldValue.FromInt32(field.DefaultValue is int number ? number : 0),
        FieldKind.UInt32 or FieldKind.Fixed32 => FieldValue.FromUInt32(field.DefaultValue is uint number ? number : 0),
        FieldKind.Bool => FieldValue.FromBool(field.DefaultValue is true),
        FieldKind.Enum => FieldValue.FromEnum(field.DefaultValue is EnumValueDescriptor value ? value.Number : field.EnumType!.Values[0].Number),
        FieldKind.String => FieldValue.FromString(field.DefaultValue as string ?? ""),
        FieldKind.Bytes => FieldValue.FromBytes(field.DefaultValue is byte[] bytes ? ByteString.CopyFrom(bytes) : default),
        _ => FieldValue.FromMessage(null),
    };
}
