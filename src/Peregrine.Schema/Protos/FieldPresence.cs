namespace Peregrine.Schema;

/// <summary>The values of <c>google.protobuf.FeatureSet.FieldPresence</c>.</summary>
public enum FieldPresence
{
    /// <summary><c>FIELD_PRESENCE_UNKNOWN</c>.</summary>
    Unknown = 0,

    /// <summary><c>EXPLICIT</c>.</summary>
    Explicit = 1,

    /// <summary><c>IMPLICIT</c>.</summary>
    Implicit = 2,

    /// <summary><c>LEGACY_REQUIRED</c>.</summary>
    LegacyRequired = 3,
}
