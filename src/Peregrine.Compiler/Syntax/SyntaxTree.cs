namespace Peregrine.Compiler.Syntax;

/// <summary>The tokens of a text and the tree over them.</summary>
internal sealed record SyntaxTree(TokenList Tokens, FileSyntax Root);
