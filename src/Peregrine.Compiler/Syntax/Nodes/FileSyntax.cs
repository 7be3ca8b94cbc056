using System.Collections.Generic;

namespace Peregrine.Compiler.Syntax;

/// <summary>A whole file.</summary>
internal sealed class FileSyntax : SyntaxNode
{
    /// <summary>The syntax or edition statement, when there is one; it is also the first of <see cref="Declarations"/>.</summary>
    public SyntaxDeclaration? Syntax { get; set; }

    public List<Declaration> Declarations { get; } = [];
}
