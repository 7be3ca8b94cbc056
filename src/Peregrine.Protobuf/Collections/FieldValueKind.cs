using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Protobuf;

/// <summary>What a <see cref="FieldValue"/> holds.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The kinds are the scalar types of the language, by their names.")]
public enum FieldValueKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A signed 32-bit number.</summary>
    Int32,

    /// <summary>A signed 64-bit number.</summary>
    Int64,

    /// <summary>An unsigned 32-bit number.</summary>
    UInt32,

    /// <summary>An unsigned 64-bit number.</summary>
    UInt64,

    /// <summary>A single-precision number.</summary>
    Float,

    /// <summary>A double-precision number.</summary>
    Double,

    /// <summary>A truth value.</summary>
    Bool,

    /// <summary>The number of an enum value.</summary>
    Enum,

    /// <summary>A text.</summary>
    String,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A message, or null where the field is not set.</summary>
    Message,

    /// <summary>A repeated field.</summary>
    Repeated,

    /// <summary>A map field.</summary>
    Map,
}
