using System.Collections.Generic;

namespace Peregrine.Compiler.Syntax;

/// <summary><c>extensions 4, 10 to max [verification = UNVERIFIED];</c></summary>
internal sealed class ExtensionsDeclaration : Declaration
{
    public List<RangeSyntax> Ranges { get; } = [];

    public OptionListSyntax? Options { get; set; }
}
