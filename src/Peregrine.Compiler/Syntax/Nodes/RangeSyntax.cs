namespace Peregrine.Compiler.Syntax;

/// <summary>Numbers from start to end, both included.</summary>
internal sealed class RangeSyntax : SyntaxNode
{
    public int Start { get; set; }

    public int End { get; set; }

    /// <summary>True when the end is the word <c>max</c>.</summary>
    public bool EndIsMax { get; set; }

    public TokenRange StartTokens { get; set; }

    public TokenRange EndTokens { get; set; }
}
