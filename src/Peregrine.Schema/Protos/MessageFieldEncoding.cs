namespace Peregrine.Schema;

/// <summary>The values of <c>google.protobuf.FeatureSet.MessageEncoding</c>.</summary>
public enum MessageFieldEncoding
{
    /// <summary><c>MESSAGE_ENCODING_UNKNOWN</c>.</summary>
    Unknown = 0,

    /// <summary><c>LENGTH_PREFIXED</c>.</summary>
    LengthPrefixed = 1,

    /// <summary><c>DELIMITED</c>.</summary>
    Delimited = 2,
}
