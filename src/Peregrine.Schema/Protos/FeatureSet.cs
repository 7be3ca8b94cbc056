namespace Peregrine.Schema;

/// <summary>The choices that an edition, a file or an element makes about its meaning.</summary>
public sealed class FeatureSet : SchemaMessage
{
    /// <summary>The field <c>field_presence</c> of <c>google.protobuf.FeatureSet</c>.</summary>
    public FieldPresence? FieldPresence { get; set; }

    /// <summary>The field <c>enum_type</c> of <c>google.protobuf.FeatureSet</c>.</summary>
    public EnumType? EnumType { get; set; }

    /// <summary>The field <c>repeated_field_encoding</c> of <c>google.protobuf.FeatureSet</c>.</summary>
    public RepeatedFieldEncoding? RepeatedFieldEncoding { get; set; }

    /// <summary>The field <c>utf8_validation</c> of <c>google.protobuf.FeatureSet</c>.</summary>
    public Utf8Validation? Utf8Validation { get; set; }

    /// <summary>The field <c>message_encoding</c> of <c>google.protobuf.FeatureSet</c>.</summary>
    public MessageFieldEncoding? MessageEncoding { get; set; }

    /// <summary>The field <c>json_format</c> of <c>google.protobuf.FeatureSet</c>.</summary>
    public JsonFormat? JsonFormat { get; set; }

    /// <summary>The field <c>enforce_naming_style</c> of <c>google.protobuf.FeatureSet</c>.</summary>
    public NamingStyle? EnforceNamingStyle { get; set; }

    /// <summary>The field <c>default_symbol_visibility</c> of <c>google.protobuf.FeatureSet</c>.</summary>
    public DefaultSymbolVisibility? DefaultSymbolVisibility { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static FeatureSet Parse(byte[] bytes) => Parse(new FeatureSet(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 8: FieldPresence = (FieldPresence)input.ReadInt32(); return true;
            case 16: EnumType = (EnumType)input.ReadInt32(); return true;
            case 24: RepeatedFieldEncoding = (RepeatedFieldEncoding)input.ReadInt32(); return true;
            case 32: Utf8Validation = (Utf8Validation)input.ReadInt32(); return true;
            case 40: MessageEncoding = (MessageFieldEncoding)input.ReadInt32(); return true;
            case 48: JsonFormat = (JsonFormat)input.ReadInt32(); return true;
            case 56: EnforceNamingStyle = (NamingStyle)input.ReadInt32(); return true;
            case 64: DefaultSymbolVisibility = (DefaultSymbolVisibility)input.ReadInt32(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteInt32(8, (int?)DefaultSymbolVisibility);
        output.WriteInt32(7, (int?)EnforceNamingStyle);
        output.WriteInt32(6, (int?)JsonFormat);
        output.WriteInt32(5, (int?)MessageEncoding);
        output.WriteInt32(4, (int?)Utf8Validation);
        output.WriteInt32(3, (int?)RepeatedFieldEncoding);
        output.WriteInt32(2, (int?)EnumType);
        output.WriteInt32(1, (int?)FieldPresence);
    }
}
