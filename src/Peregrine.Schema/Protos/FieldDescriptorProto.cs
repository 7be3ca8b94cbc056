namespace Peregrine.Schema;

/// <summary>Describes a field within a message.</summary>
public sealed class FieldDescriptorProto : SchemaMessage
{
    /// <summary>The field <c>name</c> of <c>google.protobuf.FieldDescriptorProto</c>.</summary>
    public string? Name { get; set; }

    /// <summary>The field <c>number</c> of <c>google.protobuf.FieldDescriptorProto</c>.</summary>
    public int? Number { get; set; }

    /// <summary>The field <c>label</c> of <c>google.protobuf.FieldDescriptorProto</c>.</summary>
    public FieldLabel? Label { get; set; }

    /// <summary>If type_name is set, this need not be set.</summary>
    public FieldType? Type { get; set; }

    /// <summary>For message and enum types, this is the name of the type.</summary>
    public string? TypeName { get; set; }

    /// <summary>For extensions, this is the name of the type being extended.</summary>
    public string? Extendee { get; set; }

    /// <summary>For numeric types, contains the original text representation of the value.</summary>
    public string? DefaultValue { get; set; }

    /// <summary>If set, gives the index of a oneof in the containing type's oneof_decl list.</summary>
    public int? OneofIndex { get; set; }

    /// <summary>JSON name of this field.</summary>
    public string? JsonName { get; set; }

    /// <summary>The field <c>options</c> of <c>google.protobuf.FieldDescriptorProto</c>.</summary>
    public FieldOptions? Options { get; set; }

    /// <summary>If true, this is a proto3 "optional".</summary>
    public bool? Proto3Optional { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static FieldDescriptorProto Parse(byte[] bytes) => Parse(new FieldDescriptorProto(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: Name = input.ReadString(); return true;
            case 24: Number = input.ReadInt32(); return true;
            case 32: Label = (FieldLabel)input.ReadInt32(); return true;
            case 40: Type = (FieldType)input.ReadInt32(); return true;
            case 50: TypeName = input.ReadString(); return true;
            case 18: Extendee = input.ReadString(); return true;
            case 58: DefaultValue = input.ReadString(); return true;
            case 72: OneofIndex = input.ReadInt32(); return true;
            case 82: JsonName = input.ReadString(); return true;
            case 66: Options = input.ReadMessage(Options ?? new FieldOptions()); return true;
            case 136: Proto3Optional = input.ReadBool(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteBool(17, Proto3Optional);
        output.WriteString(10, JsonName);
        output.WriteInt32(9, OneofIndex);
        output.WriteMessage(8, Options);
        output.WriteString(7, DefaultValue);
        output.WriteString(6, TypeName);
        output.WriteInt32(5, (int?)Type);
        output.WriteInt32(4, (int?)Label);
        output.WriteInt32(3, Number);
        output.WriteString(2, Extendee);
        output.WriteString(1, Name);
    }
}
