namespace Peregrine.Compiler;

/// <summary>A piece of a file. Lines and columns count from 1, columns in UTF-16 units as editors do; the end is exclusive.</summary>
/// <param name="Line">First line.</param>
/// <param name="Column">First column.</param>
/// <param name="EndLine">Last line.</param>
/// <param name="EndColumn">The column after the last one.</param>
/// <param name="Start">Offset of the first byte in the file's UTF-8 text.</param>
/// <param name="Length">Length in bytes.</param>
public readonly record struct SourceSpan(int Line, int Column, int EndLine, int EndColumn, int Start = 0, int Length = 0);
