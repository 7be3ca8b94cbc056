namespace Peregrine.Schema;

/// <summary>The features that hold before any option is read, by edition.</summary>
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
}
