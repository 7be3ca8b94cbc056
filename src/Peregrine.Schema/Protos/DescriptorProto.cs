using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>Describes a message type.</summary>
public sealed class DescriptorProto : SchemaMessage
{
    private List<FieldDescriptorProto>? _field;
    private List<FieldDescriptorProto>? _extension;
    private List<DescriptorProto>? _nestedType;
    private List<EnumDescriptorProto>? _enumType;
    private List<ExtensionRangeProto>? _extensionRange;
    private List<OneofDescriptorProto>? _oneofDecl;
    private List<ReservedRangeProto>? _reservedRange;
    private List<string>? _reservedName;

    /// <summary>The field <c>name</c> of <c>google.protobuf.DescriptorProto</c>.</summary>
    public string? Name { get; set; }

    /// <summary>The field <c>field</c> of <c>google.protobuf.DescriptorProto</c>.</summary>
    public List<FieldDescriptorProto> Field => _field ??= [];

    /// <summary>The field <c>extension</c> of <c>google.protobuf.DescriptorProto</c>.</summary>
    public List<FieldDescriptorProto> Extension => _extension ??= [];

    /// <summary>The field <c>nested_type</c> of <c>google.protobuf.DescriptorProto</c>.</summary>
    public List<DescriptorProto> NestedType => _nestedType ??= [];

    /// <summary>The field <c>enum_type</c> of <c>google.protobuf.DescriptorProto</c>.</summary>
    public List<EnumDescriptorProto> EnumType => _enumType ??= [];

    /// <summary>The field <c>extension_range</c> of <c>google.protobuf.DescriptorProto</c>.</summary>
    public List<ExtensionRangeProto> ExtensionRange => _extensionRange ??= [];

    /// <summary>The field <c>oneof_decl</c> of <c>google.protobuf.DescriptorProto</c>.</summary>
    public List<OneofDescriptorProto> OneofDecl => _oneofDecl ??= [];

    /// <summary>The field <c>options</c> of <c>google.protobuf.DescriptorProto</c>.</summary>
    public MessageOptions? Options { get; set; }

    /// <summary>The field <c>reserved_range</c> of <c>google.protobuf.DescriptorProto</c>.</summary>
    public List<ReservedRangeProto> ReservedRange => _reservedRange ??= [];

    /// <summary>Reserved field names, which may not be used by fields in the same message.</summary>
    public List<string> ReservedName => _reservedName ??= [];

    /// <summary>Support for `export` and `local` keywords on enums.</summary>
    public SymbolVisibility? Visibility { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static DescriptorProto Parse(byte[] bytes) => Parse(new DescriptorProto(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: Name = input.ReadString(); return true;
            case 18: Field.Add(input.ReadMessage(new FieldDescriptorProto())); return true;
            case 50: Extension.Add(input.ReadMessage(new FieldDescriptorProto())); return true;
            case 26: NestedType.Add(input.ReadMessage(new DescriptorProto())); return true;
            case 34: EnumType.Add(input.ReadMessage(new EnumDescriptorProto())); return true;
            case 42: ExtensionRange.Add(input.ReadMessage(new ExtensionRangeProto())); return true;
            case 66: OneofDecl.Add(input.ReadMessage(new OneofDescriptorProto())); return true;
            case 58: Options = input.ReadMessage(Options ?? new MessageOptions()); return true;
            case 74: ReservedRange.Add(input.ReadMessage(new ReservedRangeProto())); return true;
            case 82: ReservedName.Add(input.ReadString()); return true;
            case 88: Visibility = (SymbolVisibility)input.ReadInt32(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteInt32(11, (int?)Visibility);
        output.WriteStrings(10, _reservedName);
        output.WriteMessages(9, _reservedRange);
        output.WriteMessages(8, _oneofDecl);
        output.WriteMessage(7, Options);
        output.WriteMessages(6, _extension);
        output.WriteMessages(5, _extensionRange);
        output.WriteMessages(4, _enumType);
        output.WriteMessages(3, _nestedType);
        output.WriteMessages(2, _field);
        output.WriteString(1, Name);
    }
}
