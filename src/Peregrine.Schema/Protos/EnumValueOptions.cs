namespace Peregrine.Schema;

/// <summary>The message <c>google.protobuf.EnumValueOptions</c>.</summary>
public sealed class EnumValueOptions : DescriptorOptions
{
    /// <summary>
    /// Is this enum value deprecated? Depending on the target platform, this can emit Deprecated annotations for the enum value, or it will be
    /// completely ignored; in the very least, this is a formalization for deprecating enum values.
    /// </summary>
    public bool? Deprecated { get; set; }

    /// <summary>Indicate that fields annotated with this enum value should not be printed out when using debug formats, e.g.</summary>
    public bool? DebugRedact { get; set; }

    /// <summary>Information about the support window of a feature value.</summary>
    public FeatureSupport? FeatureSupport { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static EnumValueOptions Parse(byte[] bytes) => Parse(new EnumValueOptions(), bytes);

    internal override DescriptorOptions CreateEmpty() => new EnumValueOptions();

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 8: Deprecated = input.ReadBool(); return true;
            case 18: Features = input.ReadMessage(Features ?? new FeatureSet()); return true;
            case 24: DebugRedact = input.ReadBool(); return true;
            case 34: FeatureSupport = input.ReadMessage(FeatureSupport ?? new FeatureSupport()); return true;
            case 7994: AddUninterpretedOption(input.ReadMessage(new UninterpretedOption())); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessages(999, UninterpretedOptions);
        output.WriteMessage(4, FeatureSupport);
        output.WriteBool(3, DebugRedact);
        output.WriteMessage(2, Features);
        output.WriteBool(1, Deprecated);
    }
}
