namespace Peregrine.Compiler.Syntax;

/// <summary><c>message X { … }</c></summary>
internal sealed class MessageDeclaration : BodyDeclaration;
