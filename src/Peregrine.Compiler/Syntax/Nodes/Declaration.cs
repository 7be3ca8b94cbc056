namespace Peregrine.Compiler.Syntax;

/// <summary>A statement of a file or of a body.</summary>
internal abstract class Declaration : SyntaxNode;
