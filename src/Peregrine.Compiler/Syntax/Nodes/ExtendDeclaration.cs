namespace Peregrine.Compiler.Syntax;

/// <summary><c>extend X { … }</c></summary>
internal sealed class ExtendDeclaration : BodyDeclaration
{
    public TypeSyntax Extendee { get; set; } = new();
}
