namespace Peregrine.Compiler.Syntax;

/// <summary>One part of an option's name: a field's name, or an extension's in parentheses.</summary>
internal sealed class OptionNamePartSyntax : SyntaxNode
{
    public bool IsExtension { get; set; }

    public string Text { get; set; } = "";
}
