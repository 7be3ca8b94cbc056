using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>A linked oneof.</summary>
public sealed class OneofDescriptor : Descriptor
{
    internal OneofDescriptor(OneofDescriptorProto proto, string fullName, MessageDescriptor parent, int index)
        : base(proto.Name ?? "", fullName, parent, index)
    {
        Proto = proto;
        ContainingType = parent;
    }

    /// <summary>The message of descriptor.proto that this oneof was built from.</summary>
    public OneofDescriptorProto Proto { get; }

    /// <inheritdoc />
    public override FileDescriptor File => ContainingType.File;

    /// <summary>The message that the oneof belongs to.</summary>
    public MessageDescriptor ContainingType { get; }

    /// <summary>The fields of the oneof in declaration order.</summary>
    public IReadOnlyList<FieldDescriptor> Fields { get; internal set; } = [];

    /// <summary>True for the oneof that stands behind a proto3 <c>optional</c> field.</summary>
    public bool IsSynthetic => Fields.Count == 1 && Fields[0].IsProto3Optional;

    /// <summary>The oneof's options, null when it has none.</summary>
    public OneofOptions? Options => Proto.Options;

    /// <inheritdoc />
    public override DescriptorOptions? OptionsMessage => Proto.Options;

    /// <inheritdoc />
    public override SchemaMessage ProtoMessage => Proto;

    internal override void AppendPath(List<int> path) => AppendPath(path, 8);
}
