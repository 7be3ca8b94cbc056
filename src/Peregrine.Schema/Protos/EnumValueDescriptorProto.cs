namespace Peregrine.Schema;

/// <summary>Describes a value within an enum.</summary>
public sealed class EnumValueDescriptorProto : SchemaMessage
{
    /// <summary>The field <c>name</c> of <c>google.protobuf.EnumValueDescriptorProto</c>.</summary>
    public string? Name { get; set; }

    /// <summary>The field <c>number</c> of <c>google.protobuf.EnumValueDescriptorProto</c>.</summary>
    public int? Number { get; set; }

    /// <summary>The field <c>options</c> of <c>google.protobuf.EnumValueDescriptorProto</c>.</summary>
    public EnumValueOptions? Options { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static EnumValueDescriptorProto Parse(byte[] bytes) => Parse(new EnumValueDescriptorProto(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: Name = input.ReadString(); return true;
            case 16: Number = input.ReadInt32(); return true;
            case 26: Options = input.ReadMessage(Options ?? new EnumValueOptions()); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessage(3, Options);
        output.WriteInt32(2, Number);
        output.WriteString(1, Name);
    }
}
