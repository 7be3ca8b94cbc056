namespace Peregrine.Compiler.Syntax;

/// <summary><c>oneof X { … }</c></summary>
internal sealed class OneofDeclaration : BodyDeclaration;
