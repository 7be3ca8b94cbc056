namespace Peregrine.Compiler;

/// <summary>One import statement.</summary>
/// <param name="Path">The imported path.</param>
/// <param name="Kind">Plain, public, weak or option.</param>
/// <param name="Span">The path in the text.</param>
/// <param name="Place">Where the statement begins.</param>
public readonly record struct FileImport(string Path, ImportKind Kind, SourceSpan Span, SourcePlace Place);
