using System.Collections.Generic;

namespace Peregrine.Compiler.Syntax;

/// <summary>Options in brackets, brackets included.</summary>
internal sealed class OptionListSyntax : SyntaxNode
{
    /// <summary>In order; those that are no options (<c>default</c>, <c>json_name</c>) are <see cref="PseudoOptionSyntax"/>.</summary>
    public List<SyntaxNode> Options { get; } = [];
}
