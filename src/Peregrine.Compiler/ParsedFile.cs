using System.Collections.Generic;
using Peregrine.Compiler.Syntax;

namespace Peregrine.Compiler;

/// <summary>One parsed file: immutable, independent of every other file, so that it can be kept for as long as its text stays the same.</summary>
public sealed class ParsedFile
{
    internal ParsedFile(string importPath, SourceText source, SyntaxTree tree, IReadOnlyList<FileImport> imports, IReadOnlyList<Diagnostic> diagnostics, bool hasErrors)
    {
        ImportPath = importPath;
        Source = source;
        Tree = tree;
        Imports = imports;
        Diagnostics = diagnostics;
        HasErrors = hasErrors;
    }

    /// <summary>The path by which others import the file.</summary>
    public string ImportPath { get; }

    /// <summary>Its text.</summary>
    public SourceText Source { get; }

    /// <summary>What it imports, in order.</summary>
    public IReadOnlyList<FileImport> Imports { get; }

    /// <summary>What is wrong with it by itself, by place.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>True when the file has errors of its own, and so cannot be linked.</summary>
    public bool HasErrors { get; }

    internal SyntaxTree Tree { get; }

    /// <summary>Where the file says <c>edition = "UNSTABLE"</c>; null where it does not.</summary>
    internal SourceSpan? UnstableEdition =>
        Tree.Root.Syntax is { Edition: Schema.Edition.Unstable } syntax ? Tree.Tokens.Span(syntax.Value.First, syntax.Value.Last) : null;
}
