namespace Peregrine.Compiler.Syntax;

/// <summary>The value of an option. Exactly one of the typed values is set.</summary>
internal sealed class OptionValueSyntax : SyntaxNode
{
    public string? Identifier { get; set; }

    public ulong? PositiveInt { get; set; }

    public long? NegativeInt { get; set; }

    public double? Double { get; set; }

    public byte[]? String { get; set; }

    /// <summary>The text between braces, tokens joined by a space.</summary>
    public string? Aggregate { get; set; }
}
