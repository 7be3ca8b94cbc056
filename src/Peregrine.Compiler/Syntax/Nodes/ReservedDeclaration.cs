using System.Collections.Generic;

namespace Peregrine.Compiler.Syntax;

/// <summary><c>reserved 4, 10 to max;</c> or <c>reserved "a", "b";</c> or, in editions, <c>reserved a, b;</c></summary>
internal sealed class ReservedDeclaration : Declaration
{
    public List<RangeSyntax> Ranges { get; } = [];

    public List<ReservedNameSyntax> Names { get; } = [];
}
