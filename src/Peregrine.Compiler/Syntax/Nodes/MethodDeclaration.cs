using System.Collections.Generic;

namespace Peregrine.Compiler.Syntax;

/// <summary><c>rpc X (stream A) returns (stream B) { … }</c></summary>
internal sealed class MethodDeclaration : Declaration
{
    public int NameToken { get; set; }

    public string Name { get; set; } = "";

    /// <summary>Token of <c>stream</c> before the request type, −1 when there is none.</summary>
    public int ClientStreamToken { get; set; } = -1;

    public TypeSyntax Input { get; set; } = new();

    /// <summary>Token of <c>stream</c> before the reply type, −1 when there is none.</summary>
    public int ServerStreamToken { get; set; } = -1;

    public TypeSyntax Output { get; set; } = new();

    /// <summary>The brace, −1 when the method ends with a semicolon.</summary>
    public int OpenBrace { get; set; } = -1;

    public List<Declaration> Members { get; } = [];
}
