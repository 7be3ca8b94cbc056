namespace Peregrine.Schema;

/// <summary>The values of <c>google.protobuf.FeatureSet.Utf8Validation</c>.</summary>
public enum Utf8Validation
{
    /// <summary><c>UTF8_VALIDATION_UNKNOWN</c>.</summary>
    Utf8ValidationUnknown = 0,

    /// <summary><c>VERIFY</c>.</summary>
    Verify = 2,

    /// <summary><c>NONE</c>.</summary>
    None = 3,
}
