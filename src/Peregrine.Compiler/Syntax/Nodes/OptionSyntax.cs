using System.Collections.Generic;

namespace Peregrine.Compiler.Syntax;

/// <summary>One option, as the statement <c>option x = 1;</c> or as one of <c>[x = 1, y = 2]</c>.</summary>
internal sealed class OptionSyntax : Declaration
{
    public bool IsStatement { get; set; }

    public List<OptionNamePartSyntax> Name { get; } = [];

    public TokenRange NameTokens { get; set; }

    public OptionValueSyntax Value { get; set; } = new();
}
