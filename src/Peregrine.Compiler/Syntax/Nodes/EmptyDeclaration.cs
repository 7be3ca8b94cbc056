namespace Peregrine.Compiler.Syntax;

/// <summary>A lone semicolon.</summary>
internal sealed class EmptyDeclaration : Declaration;
