namespace Peregrine.Compiler.Syntax;

/// <summary><c>default = x</c> or <c>json_name = "x"</c>: written like options, but fields of the descriptor itself.</summary>
internal sealed class PseudoOptionSyntax : SyntaxNode
{
    public bool IsDefault { get; set; }

    public TokenRange ValueTokens { get; set; }

    public string Value { get; set; } = "";
}
