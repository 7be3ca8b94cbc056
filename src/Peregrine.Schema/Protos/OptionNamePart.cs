namespace Peregrine.Schema;

/// <summary>The name of the uninterpreted option.</summary>
public sealed class OptionNamePart : SchemaMessage
{
    /// <summary>The field <c>name_part</c> of <c>google.protobuf.UninterpretedOption.NamePart</c>.</summary>
    public string? NamePart { get; set; }

    /// <summary>The field <c>is_extension</c> of <c>google.protobuf.UninterpretedOption.NamePart</c>.</summary>
    public bool? IsExtension { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static OptionNamePart Parse(byte[] bytes) => Parse(new OptionNamePart(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: NamePart = input.ReadString(); return true;
            case 16: IsExtension = input.ReadBool(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteBool(2, IsExtension);
        output.WriteString(1, NamePart);
    }
}
