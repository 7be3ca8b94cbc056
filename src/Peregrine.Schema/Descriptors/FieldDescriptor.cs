using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>A linked field or extension.</summary>
public sealed class FieldDescriptor : Descriptor
{
    private string? _jsonName;
    private object? _defaultValue;

    internal FieldDescriptor(FieldDescriptorProto proto, string fullName, Descriptor parent, int index, bool isExtension)
        : base(proto.Name ?? "", fullName, parent, index)
    {
        Proto = proto;
        IsExtension = isExtension;
        Kind = (FieldKind)(proto.Type ?? 0);
    }

    /// <summary>The message of descriptor.proto that this field was built from.</summary>
    public FieldDescriptorProto Proto { get; }

    /// <inheritdoc />
    public override FileDescriptor File => Parent!.File;

    /// <summary>The field number.</summary>
    public int Number => Proto.Number ?? 0;

    /// <summary>The name in JSON: as declared with <c>json_name</c>, else derived.</summary>
    public string JsonName => _jsonName ??= Proto.JsonName ?? JsonNames.Derive(Name);

    /// <summary>How values are encoded, after features: a delimited message is <see cref="FieldKind.Group"/>.</summary>
    public FieldKind Kind { get; internal set; }

    /// <summary>True for <c>repeated</c>, map fields included.</summary>
    public bool IsRepeated => Proto.Label == FieldLabel.Repeated;

    /// <summary>True for a map field.</summary>
    public bool IsMap => IsRepeated && MessageType is { IsMapEntry: true };

    /// <summary>True when writers use the packed encoding.</summary>
    public bool IsPacked { get; internal set; }

    /// <summary>True when "not set" differs from the default value.</summary>
    public bool HasPresence { get; internal set; }

    /// <summary>True when a message without this field is not complete.</summary>
    public bool IsRequired { get; internal set; }

    /// <summary>True for a message in the delimited (group) encoding.</summary>
    public bool IsDelimited => Kind == FieldKind.Group;

    /// <summary>True for a string whose bytes must be UTF-8 when read.</summary>
    public bool EnforcesUtf8 => Kind == FieldKind.String && Features.Utf8Validation == Schema.Utf8Validation.Verify;

    /// <summary>True when the field was written with <c>optional</c> in proto3.</summary>
    public bool IsProto3Optional => Proto.Proto3Optional == true;

    /// <summary>The message that has the field; for an extension, the message that it extends.</summary>
    public MessageDescriptor ContainingType { get; internal set; } = null!;

    /// <summary>The oneof that the field belongs to, a synthetic one included; else null.</summary>
    public OneofDescriptor? ContainingOneof { get; internal set; }

    /// <summary>The oneof that the field was written in; else null.</summary>
    public OneofDescriptor? RealContainingOneof => ContainingOneof is { IsSynthetic: false } oneof ? oneof : null;

    /// <summary>The type of a message or group field; else null.</summary>
    public MessageDescriptor? MessageType { get; internal set; }

    /// <summary>The type of an enum field; else null.</summary>
    public EnumDescriptor? EnumType { get; internal set; }

    /// <summary>True when a default was written in the .proto.</summary>
    public bool HasExplicitDefault => Proto.DefaultValue is not null;

    /// <summary>
    /// The default: bool, int, uint, long, ulong, float, double, string, byte[] or <see cref="EnumValueDescriptor"/>; null for messages and
    /// repeated fields.
    /// </summary>
    public object? DefaultValue => _defaultValue ??= DefaultValues.Of(this);

    /// <summary>True for an extension.</summary>
    public bool IsExtension { get; }

    /// <summary>The message that an extension extends; null for a field.</summary>
    public MessageDescriptor? ExtendedType => IsExtension ? ContainingType : null;

    /// <summary>The message inside which an extension is declared; null at the top level and for a field.</summary>
    public MessageDescriptor? ExtensionScope => IsExtension ? Parent as MessageDescriptor : null;

    /// <summary>The field's options, null when it has none.</summary>
    public FieldOptions? Options => Proto.Options;

    /// <inheritdoc />
    public override DescriptorOptions? OptionsMessage => Proto.Options;

    /// <inheritdoc />
    public override SchemaMessage ProtoMessage => Proto;

    internal override void AppendPath(List<int> path) =>
        AppendPath(path, !IsExtension ? 2 : Parent is MessageDescriptor ? 6 : 7);
}
