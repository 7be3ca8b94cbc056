namespace Peregrine.Schema;

/// <summary>The values of <c>google.protobuf.FeatureSet.EnforceNamingStyle</c>.</summary>
public enum NamingStyle
{
    /// <summary><c>ENFORCE_NAMING_STYLE_UNKNOWN</c>.</summary>
    Unknown = 0,

    /// <summary><c>STYLE2024</c>.</summary>
    Style2024 = 1,

    /// <summary><c>STYLE_LEGACY</c>.</summary>
    StyleLegacy = 2,

    /// <summary><c>STYLE2026</c>.</summary>
    Style2026 = 3,
}
