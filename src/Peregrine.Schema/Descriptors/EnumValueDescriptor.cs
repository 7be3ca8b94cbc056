using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>A linked value of an enum. Its full name is a sibling of the enum's, not inside it.</summary>
public sealed class EnumValueDescriptor : Descriptor
{
    internal EnumValueDescriptor(EnumValueDescriptorProto proto, string fullName, EnumDescriptor parent, int index)
        : base(proto.Name ?? "", fullName, parent, index)
    {
        Proto = proto;
        EnumType = parent;
    }

    /// <summary>The message of descriptor.proto that this value was built from.</summary>
    public EnumValueDescriptorProto Proto { get; }

    /// <inheritdoc />
    public override FileDescriptor File => EnumType.File;

    /// <summary>The enum that the value belongs to.</summary>
    public EnumDescriptor EnumType { get; }

    /// <summary>The number.</summary>
    public int Number => Proto.Number ?? 0;

    /// <summary>The value's options, null when it has none.</summary>
    public EnumValueOptions? Options => Proto.Options;

    /// <inheritdoc />
    public override DescriptorOptions? OptionsMessage => Proto.Options;

    /// <inheritdoc />
    public override SchemaMessage ProtoMessage => Proto;

    internal override void AppendPath(List<int> path) => AppendPath(path, 2);
}
