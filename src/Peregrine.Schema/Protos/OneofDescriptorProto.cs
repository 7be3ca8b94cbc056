namespace Peregrine.Schema;

/// <summary>Describes a oneof.</summary>
public sealed class OneofDescriptorProto : SchemaMessage
{
    /// <summary>The field <c>name</c> of <c>google.protobuf.OneofDescriptorProto</c>.</summary>
    public string? Name { get; set; }

    /// <summary>The field <c>options</c> of <c>google.protobuf.OneofDescriptorProto</c>.</summary>
    public OneofOptions? Options { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static OneofDescriptorProto Parse(byte[] bytes) => Parse(new OneofDescriptorProto(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: Name = input.ReadString(); return true;
            case 18: Options = input.ReadMessage(Options ?? new OneofOptions()); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessage(2, Options);
        output.WriteString(1, Name);
    }
}
