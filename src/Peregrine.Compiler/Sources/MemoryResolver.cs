using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Compiler;

/// <summary>Finds imports among texts held in memory; for tests, editors and generators.</summary>
public sealed class MemoryResolver : SourceResolver
{
    private readonly Dictionary<string, SourceText> _files = new(StringComparer.Ordinal);

    /// <summary>Adds or replaces a file.</summary>
    public MemoryResolver Add(string importPath, string text) => Add(importPath, new SourceText(importPath, text));

    /// <summary>Adds or replaces a file.</summary>
    public MemoryResolver Add(string importPath, SourceText source)
    {
        _files[importPath] = source;
        return this;
    }

    /// <inheritdoc />
    public override bool TryOpen(string importPath, [NotNullWhen(true)] out SourceText? source) => _files.TryGetValue(importPath, out source);
}
