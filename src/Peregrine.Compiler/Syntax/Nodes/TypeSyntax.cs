using Peregrine.Schema;

namespace Peregrine.Compiler.Syntax;

/// <summary>A type: a scalar's keyword, or a name.</summary>
internal sealed class TypeSyntax : SyntaxNode
{
    public FieldType? Scalar { get; set; }

    public string Name { get; set; } = "";
}
