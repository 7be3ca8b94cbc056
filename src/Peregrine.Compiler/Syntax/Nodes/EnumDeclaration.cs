namespace Peregrine.Compiler.Syntax;

/// <summary><c>enum X { … }</c></summary>
internal sealed class EnumDeclaration : BodyDeclaration;
