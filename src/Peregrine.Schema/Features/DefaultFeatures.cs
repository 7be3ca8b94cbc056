namespace Peregrine.Schema;

/// <summary>The features that hold before any option is read, by edition: the <c>edition_defaults</c> of descriptor.proto.</summary>
internal static class DefaultFeatures
{
    public static readonly FeatureSet Proto2 = new()
    {
        FieldPresence = FieldPresence.Explicit,
        EnumType = EnumType.Closed,
        RepeatedFieldEncoding = RepeatedFieldEncoding.Expanded,
        Utf8Validation = Utf8Validation.None,
        MessageEncoding = MessageFieldEncoding.LengthPrefixed,
        JsonFormat = JsonFormat.LegacyBestEffort,
        EnforceNamingStyle = NamingStyle.StyleLegacy,
        DefaultSymbolVisibility = DefaultSymbolVisibility.ExportAll,
    };

    public static readonly FeatureSet Proto3 = Create(FieldPresence.Implicit, NamingStyle.StyleLegacy, DefaultSymbolVisibility.ExportAll);

    public static readonly FeatureSet Edition2023 = Create(FieldPresence.Explicit, NamingStyle.StyleLegacy, DefaultSymbolVisibility.ExportAll);

    public static readonly FeatureSet Edition2024 = Create(FieldPresence.Explicit, NamingStyle.Style2024, DefaultSymbolVisibility.ExportTopLevel);

    public static readonly FeatureSet Unstable = Create(FieldPresence.Explicit, NamingStyle.Style2026, DefaultSymbolVisibility.ExportTopLevel);

    public static FeatureSet Of(Edition edition) => edition switch
    {
        <= Edition.Proto2 => Proto2,
        Edition.Proto3 => Proto3,
        < Edition.Edition2024 => Edition2023,
        < Edition.Unstable => Edition2024,
        _ => Unstable,
    };

    // From proto3 on the editions differ in these three only.
    private static FeatureSet Create(FieldPresence presence, NamingStyle style, DefaultSymbolVisibility visibility) => new()
    {
        FieldPresence = presence,
        EnumType = EnumType.Open,
        RepeatedFieldEncoding = RepeatedFieldEncoding.Packed,
        Utf8Validation = Utf8Validation.Verify,
        MessageEncoding = MessageFieldEncoding.LengthPrefixed,
        JsonFormat = JsonFormat.Allow,
        EnforceNamingStyle = style,
        DefaultSymbolVisibility = visibility,
    };
}
