namespace Peregrine.Compiler.Syntax;

internal enum TokenKind : byte
{
    EndOfFile,
    Identifier,
    Integer,
    Float,
    String,
    Symbol,
}
