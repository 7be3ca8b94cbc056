namespace Peregrine.Compiler.Syntax;

/// <summary><c>import public "x.proto";</c></summary>
internal sealed class ImportDeclaration : Declaration
{
    public ImportKind Kind { get; set; }

    /// <summary>Token of the word <c>public</c>, <c>weak</c> or <c>option</c>.</summary>
    public int KindToken { get; set; }

    public TokenRange PathTokens { get; set; }

    public string Path { get; set; } = "";
}
