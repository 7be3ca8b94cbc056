namespace Peregrine.Compiler.Syntax;

/// <summary>
/// One token by its place in the text. What lies between two tokens (white space, comments) belongs to no token and is read from the
/// text, so that tokens and text together lose nothing.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Symbol">The character of a symbol, 0 for other kinds.</param>
/// <param name="Start">Offset of the first byte.</param>
/// <param name="End">Offset after the last byte.</param>
/// <param name="Line">Line, from 0.</param>
/// <param name="Column">Column, from 0, in bytes; a tab moves to the next multiple of eight, as SourceCodeInfo counts.</param>
/// <param name="EndColumn">Column after the last byte, counted alike.</param>
internal readonly record struct Token(TokenKind Kind, byte Symbol, int Start, int End, int Line, int Column, int EndColumn)
{
    public int Length => End - Start;
}
