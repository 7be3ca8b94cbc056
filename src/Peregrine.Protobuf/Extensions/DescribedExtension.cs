using Peregrine.Schema;

namespace Peregrine.Protobuf.Extensions;

/// <summary>An extension for which no code was generated: its elements are held by kind.</summary>
internal sealed class DescribedExtension(FieldDescriptor descriptor, Func<IMessage>? createMessage) : Extension(() => descriptor, createMessage)
{
    internal override IRepeatedField CreateRepeated() => descriptor.Kind switch
    {
        FieldKind.Double => new RepeatedField<double>(),
        FieldKind.Float => new RepeatedField<float>(),
        FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64 => new RepeatedField<long>(),
        FieldKind.UInt64 or FieldKind.Fixed64 => new RepeatedField<ulong>(),
        FieldKind.Int32 or FieldKind.SInt32 or FieldKind.SFixed32 => new RepeatedField<int>(),
        FieldKind.Enum => new RepeatedField<OpenEnum>(),
        FieldKind.UInt32 or FieldKind.Fixed32 => new RepeatedField<uint>(),
        FieldKind.Bool => new RepeatedField<bool>(),
        FieldKind.String => new RepeatedField<string>(),
        FieldKind.Bytes => new RepeatedField<ByteString>(),
        _ => new RepeatedField<IMessage>(),
    };
}
