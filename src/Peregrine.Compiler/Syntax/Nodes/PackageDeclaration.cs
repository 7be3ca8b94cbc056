namespace Peregrine.Compiler.Syntax;

/// <summary><c>package a.b;</c></summary>
internal sealed class PackageDeclaration : Declaration
{
    public TokenRange NameTokens { get; set; }

    public string Name { get; set; } = "";
}
