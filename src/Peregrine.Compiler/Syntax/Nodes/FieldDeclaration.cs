using System.Collections.Generic;
using Peregrine.Schema;

namespace Peregrine.Compiler.Syntax;

/// <summary>A field, a map field, or a group with its body.</summary>
internal sealed class FieldDeclaration : Declaration
{
    public FieldLabel? Label { get; set; }

    public int LabelToken { get; set; } = -1;

    /// <summary>The whole type, for a map from <c>map</c> to the closing bracket.</summary>
    public TokenRange TypeTokens { get; set; }

    public TypeSyntax? Type { get; set; }

    public TypeSyntax? MapKey { get; set; }

    public TypeSyntax? MapValue { get; set; }

    public int NameToken { get; set; }

    public string Name { get; set; } = "";

    public int NumberToken { get; set; }

    public int Number { get; set; }

    public OptionListSyntax? Options { get; set; }

    /// <summary>The body of a group, else null.</summary>
    public MessageDeclaration? Group { get; set; }

    public IEnumerable<SyntaxNode> OptionItems => Options?.Options ?? [];
}
