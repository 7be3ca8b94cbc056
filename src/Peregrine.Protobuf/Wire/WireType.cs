namespace Peregrine.Protobuf;

/// <summary>How a field's value is laid out: the low three bits of its tag.</summary>
public enum WireType
{
    /// <summary>A number in seven-bit groups, the lowest first.</summary>
    Varint = 0,

    /// <summary>Eight bytes, little-endian.</summary>
    Fixed64 = 1,

    /// <summary>A length and so many bytes.</summary>
    LengthDelimited = 2,

    /// <summary>Fields up to the matching end tag.</summary>
    StartGroup = 3,

    /// <summary>Ends a group.</summary>
    EndGroup = 4,

    /// <summary>Four bytes, little-endian.</summary>
    Fixed32 = 5,
}
