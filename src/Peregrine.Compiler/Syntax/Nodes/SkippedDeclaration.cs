namespace Peregrine.Compiler.Syntax;

/// <summary>Tokens that could not be understood; a diagnostic says why.</summary>
internal sealed class SkippedDeclaration : Declaration;
