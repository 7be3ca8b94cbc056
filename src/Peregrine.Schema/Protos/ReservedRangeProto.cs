namespace Peregrine.Schema;

/// <summary>Range of reserved tag numbers.</summary>
public sealed class ReservedRangeProto : SchemaMessage
{
    /// <summary>The field <c>start</c> of <c>google.protobuf.DescriptorProto.ReservedRange</c>.</summary>
    public int? Start { get; set; }

    /// <summary>The field <c>end</c> of <c>google.protobuf.DescriptorProto.ReservedRange</c>.</summary>
    public int? End { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static ReservedRangeProto Parse(byte[] bytes) => Parse(new ReservedRangeProto(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 8: Start = input.ReadInt32(); return true;
            case 16: End = input.ReadInt32(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteInt32(2, End);
        output.WriteInt32(1, Start);
    }
}
