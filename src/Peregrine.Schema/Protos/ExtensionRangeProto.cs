namespace Peregrine.Schema;

/// <summary>The message <c>google.protobuf.DescriptorProto.ExtensionRange</c>.</summary>
public sealed class ExtensionRangeProto : SchemaMessage
{
    /// <summary>The field <c>start</c> of <c>google.protobuf.DescriptorProto.ExtensionRange</c>.</summary>
    public int? Start { get; set; }

    /// <summary>The field <c>end</c> of <c>google.protobuf.DescriptorProto.ExtensionRange</c>.</summary>
    public int? End { get; set; }

    /// <summary>The field <c>options</c> of <c>google.protobuf.DescriptorProto.ExtensionRange</c>.</summary>
    public ExtensionRangeOptions? Options { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static ExtensionRangeProto Parse(byte[] bytes) => Parse(new ExtensionRangeProto(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 8: Start = input.ReadInt32(); return true;
            case 16: End = input.ReadInt32(); return true;
            case 26: Options = input.ReadMessage(Options ?? new ExtensionRangeOptions()); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessage(3, Options);
        output.WriteInt32(2, End);
        output.WriteInt32(1, Start);
    }
}
