namespace Peregrine.Schema;

/// <summary>The values of <c>google.protobuf.FeatureSet.RepeatedFieldEncoding</c>.</summary>
public enum RepeatedFieldEncoding
{
    /// <summary><c>REPEATED_FIELD_ENCODING_UNKNOWN</c>.</summary>
    Unknown = 0,

    /// <summary><c>PACKED</c>.</summary>
    Packed = 1,

    /// <summary><c>EXPANDED</c>.</summary>
    Expanded = 2,
}
