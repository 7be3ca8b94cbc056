namespace Peregrine.Protobuf.Text;

/// <summary>What a token of the text format is.</summary>
internal enum TextTokenKind
{
    End,
    Identifier,

    /// <summary>Decimal without sign, fraction or exponent.</summary>
    Decimal,

    /// <summary>An integer that begins with 0 and goes on in octal digits.</summary>
    Octal,

    /// <summary>An integer that begins with 0x.</summary>
    Hex,

    /// <summary>A number with a fraction, an exponent or the suffix <c>f</c>.</summary>
    Float,
    String,
    Symbol,
}
