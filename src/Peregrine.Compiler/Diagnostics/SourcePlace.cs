namespace Peregrine.Compiler;

/// <summary>A point in a file. Line and column count from 1, columns in UTF-16 units as editors do.</summary>
/// <param name="Line">The line; 0 where a diagnostic has no place.</param>
/// <param name="Column">The column.</param>
/// <param name="Offset">Offset in the file's UTF-8 text.</param>
public readonly record struct SourcePlace(int Line, int Column, int Offset);
