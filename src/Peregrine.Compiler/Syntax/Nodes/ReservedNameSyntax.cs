namespace Peregrine.Compiler.Syntax;

/// <summary>One reserved name.</summary>
internal sealed class ReservedNameSyntax : SyntaxNode
{
    public string Name { get; set; } = "";
}
