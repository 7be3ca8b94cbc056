using System.Collections.Generic;

namespace Peregrine.Compiler.Syntax;

/// <summary>A declaration with a name and a body in braces.</summary>
internal abstract class BodyDeclaration : Declaration
{
    public int NameToken { get; set; }

    public string Name { get; set; } = "";

    /// <summary>Token of <c>export</c> or <c>local</c>, 0 when there is none and the declaration is not first in the file.</summary>
    public int VisibilityToken { get; set; } = -1;

    public bool IsExport { get; set; }

    public int OpenBrace { get; set; }

    public int CloseBrace { get; set; }

    public List<Declaration> Members { get; } = [];
}
