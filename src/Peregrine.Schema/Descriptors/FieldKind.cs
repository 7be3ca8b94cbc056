namespace Peregrine.Schema;

/// <summary>How the values of a field are encoded. The numbers are those of <see cref="FieldType"/>.</summary>
public enum FieldKind
{
    /// <summary>No kind: the field's type could not be resolved.</summary>
    Unknown = 0,

    /// <summary><c>double</c></summary>
    Double = 1,

    /// <summary><c>float</c></summary>
    Float = 2,

    /// <summary><c>int64</c></summary>
    Int64 = 3,

    /// <summary><c>uint64</c></summary>
    UInt64 = 4,

    /// <summary><c>int32</c></summary>
    Int32 = 5,

    /// <summary><c>fixed64</c></summary>
    Fixed64 = 6,

    /// <summary><c>fixed32</c></summary>
    Fixed32 = 7,

    /// <summary><c>bool</c></summary>
    Bool = 8,

    /// <summary><c>string</c></summary>
    String = 9,

    /// <summary>A message in the delimited encoding: a proto2 group, or <c>features.message_encoding = DELIMITED</c>.</summary>
    Group = 10,

    /// <summary>A message with a length prefix.</summary>
    Message = 11,

    /// <summary><c>bytes</c></summary>
    Bytes = 12,

    /// <summary><c>uint32</c></summary>
    UInt32 = 13,

    /// <summary>An enum.</summary>
    Enum = 14,

    /// <summary><c>sfixed32</c></summary>
    SFixed32 = 15,

    /// <summary><c>sfixed64</c></summary>
    SFixed64 = 16,

    /// <summary><c>sint32</c></summary>
    SInt32 = 17,

    /// <summary><c>sint64</c></summary>
    SInt64 = 18,
}
