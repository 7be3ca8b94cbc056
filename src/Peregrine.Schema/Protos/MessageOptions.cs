namespace Peregrine.Schema;

/// <summary>The message <c>google.protobuf.MessageOptions</c>.</summary>
public sealed class MessageOptions : DescriptorOptions
{
    /// <summary>Set true to use the old proto1 MessageSet wire format for extensions.</summary>
    public bool? MessageSetWireFormat { get; set; }

    /// <summary>Disables the generation of the standard "descriptor()" accessor, which can conflict with a field of the same name.</summary>
    public bool? NoStandardDescriptorAccessor { get; set; }

    /// <summary>
    /// Is this message deprecated? Depending on the target platform, this can emit Deprecated annotations for the message, or it will be completely
    /// ignored; in the very least, this is a formalization for deprecating messages.
    /// </summary>
    public bool? Deprecated { get; set; }

    /// <summary>Whether the message is an automatically generated map entry type for the maps field.</summary>
    public bool? MapEntry { get; set; }

    /// <summary>Enable the legacy handling of JSON field name conflicts.</summary>
    public bool? DeprecatedLegacyJsonFieldConflicts { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static MessageOptions Parse(byte[] bytes) => Parse(new MessageOptions(), bytes);

    internal override DescriptorOptions CreateEmpty() => new MessageOptions();

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 8: MessageSetWireFormat = input.ReadBool(); return true;
            case 16: NoStandardDescriptorAccessor = input.ReadBool(); return true;
            case 24: Deprecated = input.ReadBool(); return true;
            case 56: MapEntry = input.ReadBool(); return true;
            case 88: DeprecatedLegacyJsonFieldConflicts = input.ReadBool(); return true;
            case 98: Features = input.ReadMessage(Features ?? new FeatureSet()); return true;
            case 7994: AddUninterpretedOption(input.ReadMessage(new UninterpretedOption())); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessages(999, UninterpretedOptions);
        output.WriteMessage(12, Features);
        output.WriteBool(11, DeprecatedLegacyJsonFieldConflicts);
        output.WriteBool(7, MapEntry);
        output.WriteBool(3, Deprecated);
        output.WriteBool(2, NoStandardDescriptorAccessor);
        output.WriteBool(1, MessageSetWireFormat);
    }
}
