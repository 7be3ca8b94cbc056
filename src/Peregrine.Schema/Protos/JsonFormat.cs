namespace Peregrine.Schema;

/// <summary>The values of <c>google.protobuf.FeatureSet.JsonFormat</c>.</summary>
public enum JsonFormat
{
    /// <summary><c>JSON_FORMAT_UNKNOWN</c>.</summary>
    Unknown = 0,

    /// <summary><c>ALLOW</c>.</summary>
    Allow = 1,

    /// <summary><c>LEGACY_BEST_EFFORT</c>.</summary>
    LegacyBestEffort = 2,
}
