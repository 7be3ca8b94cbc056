namespace Peregrine.Schema;

/// <summary>Describes a method of a service.</summary>
public sealed class MethodDescriptorProto : SchemaMessage
{
    /// <summary>The field <c>name</c> of <c>google.protobuf.MethodDescriptorProto</c>.</summary>
    public string? Name { get; set; }

    /// <summary>Input and output type names.</summary>
    public string? InputType { get; set; }

    /// <summary>The field <c>output_type</c> of <c>google.protobuf.MethodDescriptorProto</c>.</summary>
    public string? OutputType { get; set; }

    /// <summary>The field <c>options</c> of <c>google.protobuf.MethodDescriptorProto</c>.</summary>
    public MethodOptions? Options { get; set; }

    /// <summary>Identifies if client streams multiple client messages.</summary>
    public bool? ClientStreaming { get; set; }

    /// <summary>Identifies if server streams multiple server messages.</summary>
    public bool? ServerStreaming { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static MethodDescriptorProto Parse(byte[] bytes) => Parse(new MethodDescriptorProto(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: Name = input.ReadString(); return true;
            case 18: InputType = input.ReadString(); return true;
            case 26: OutputType = input.ReadString(); return true;
            case 34: Options = input.ReadMessage(Options ?? new MethodOptions()); return true;
            case 40: ClientStreaming = input.ReadBool(); return true;
            case 48: ServerStreaming = input.ReadBool(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteBool(6, ServerStreaming);
        output.WriteBool(5, ClientStreaming);
        output.WriteMessage(4, Options);
        output.WriteString(3, OutputType);
        output.WriteString(2, InputType);
        output.WriteString(1, Name);
    }
}
