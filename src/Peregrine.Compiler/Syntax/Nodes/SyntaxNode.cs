namespace Peregrine.Compiler.Syntax;

/// <summary>
/// A piece of the tree over the tokens <see cref="First"/> to <see cref="Last"/>. Nodes keep the places of their parts as token indexes; the
/// text between is never lost, so that a formatter or linter can work from the tree.
/// </summary>
internal abstract class SyntaxNode
{
    /// <summary>Index of the first token.</summary>
    public int First { get; set; }

    /// <summary>Index of the last token.</summary>
    public int Last { get; set; }
}
