namespace Peregrine.Schema;

/// <summary>The values of <c>google.protobuf.FeatureSet.EnumType</c>.</summary>
public enum EnumType
{
    /// <summary><c>ENUM_TYPE_UNKNOWN</c>.</summary>
    Unknown = 0,

    /// <summary><c>OPEN</c>.</summary>
    Open = 1,

    /// <summary><c>CLOSED</c>.</summary>
    Closed = 2,
}
