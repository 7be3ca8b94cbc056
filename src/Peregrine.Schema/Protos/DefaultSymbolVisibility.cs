namespace Peregrine.Schema;

/// <summary>The values of <c>google.protobuf.FeatureSet.VisibilityFeature.DefaultSymbolVisibility</c>.</summary>
public enum DefaultSymbolVisibility
{
    /// <summary><c>DEFAULT_SYMBOL_VISIBILITY_UNKNOWN</c>.</summary>
    Unknown = 0,

    /// <summary>Default pre-EDITION_2024, all UNSET visibility are export.</summary>
    ExportAll = 1,

    /// <summary>All top-level symbols default to export, nested default to local.</summary>
    ExportTopLevel = 2,

    /// <summary>All symbols default to local.</summary>
    LocalAll = 3,

    /// <summary>All symbols local by default.</summary>
    Strict = 4,
}
