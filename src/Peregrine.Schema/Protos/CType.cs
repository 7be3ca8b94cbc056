namespace Peregrine.Schema;

/// <summary>The values of <c>google.protobuf.FieldOptions.CType</c>.</summary>
public enum CType
{
    /// <summary>Default mode.</summary>
    String = 0,

    /// <summary>The option [ctype=CORD] may be applied to a non-repeated field of type "bytes".</summary>
    Cord = 1,

    /// <summary><c>STRING_PIECE</c>.</summary>
    StringPiece = 2,
}
