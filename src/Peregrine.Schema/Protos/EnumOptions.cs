namespace Peregrine.Schema;

/// <summary>The message <c>google.protobuf.EnumOptions</c>.</summary>
public sealed class EnumOptions : DescriptorOptions
{
    /// <summary>Set this option to true to allow mapping different tag names to the same value.</summary>
    public bool? AllowAlias { get; set; }

    /// <summary>
    /// Is this enum deprecated? Depending on the target platform, this can emit Deprecated annotations for the enum, or it will be completely
    /// ignored; in the very least, this is a formalization for deprecating enums.
    /// </summary>
    public bool? Deprecated { get; set; }

    /// <summary>Enable the legacy handling of JSON field name conflicts.</summary>
    public bool? DeprecatedLegacyJsonFieldConflicts { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static EnumOptions Parse(byte[] bytes) => Parse(new EnumOptions(), bytes);

    internal override DescriptorOptions CreateEmpty() => new EnumOptions();

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 16: AllowAlias = input.ReadBool(); return true;
            case 24: Deprecated = input.ReadBool(); return true;
            case 48: DeprecatedLegacyJsonFieldConflicts = input.ReadBool(); return true;
            case 58: Features = input.ReadMessage(Features ?? new FeatureSet()); return true;
            case 7994: AddUninterpretedOption(input.ReadMessage(new UninterpretedOption())); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessages(999, UninterpretedOptions);
        output.WriteMessage(7, Features);
        output.WriteBool(6, DeprecatedLegacyJsonFieldConflicts);
        output.WriteBool(3, Deprecated);
        output.WriteBool(2, AllowAlias);
    }
}
