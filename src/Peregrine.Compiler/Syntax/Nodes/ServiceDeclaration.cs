namespace Peregrine.Compiler.Syntax;

/// <summary><c>service X { … }</c></summary>
internal sealed class ServiceDeclaration : BodyDeclaration;
