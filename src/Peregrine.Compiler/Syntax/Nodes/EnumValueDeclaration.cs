namespace Peregrine.Compiler.Syntax;

/// <summary>One value of an enum.</summary>
internal sealed class EnumValueDeclaration : Declaration
{
    public int NameToken { get; set; }

    public string Name { get; set; } = "";

    /// <summary>The number with its sign.</summary>
    public TokenRange NumberTokens { get; set; }

    public int Number { get; set; }

    public OptionListSyntax? Options { get; set; }
}
