namespace Peregrine.Schema;

/// <summary>The message <c>google.protobuf.ExtensionRangeOptions.Declaration</c>.</summary>
public sealed class ExtensionDeclaration : SchemaMessage
{
    /// <summary>The extension number declared within the extension range.</summary>
    public int? Number { get; set; }

    /// <summary>The fully-qualified name of the extension field.</summary>
    public string? FullName { get; set; }

    /// <summary>The fully-qualified type name of the extension field.</summary>
    public string? Type { get; set; }

    /// <summary>If true, indicates that the number is reserved in the extension range, and any extension field with the number will fail to compile.</summary>
    public bool? Reserved { get; set; }

    /// <summary>If true, indicates that the extension must be defined as repeated.</summary>
    public bool? Repeated { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static ExtensionDeclaration Parse(byte[] bytes) => Parse(new ExtensionDeclaration(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 8: Number = input.ReadInt32(); return true;
            case 18: FullName = input.ReadString(); return true;
            case 26: Type = input.ReadString(); return true;
            case 40: Reserved = input.ReadBool(); return true;
            case 48: Repeated = input.ReadBool(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteBool(6, Repeated);
        output.WriteBool(5, Reserved);
        output.WriteString(3, Type);
        output.WriteString(2, FullName);
        output.WriteInt32(1, Number);
    }
}
