using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Peregrine.Build.Inputs;
using Peregrine.Compiler;

namespace Peregrine.Build.Pipeline;

/// <summary>Opens the files of one unit by import path; the well-known types come with the compiler, unless the project has its own.</summary>
internal sealed class UnitResolver : SourceResolver
{
    private readonly Dictionary<string, ProtobufSource> _sources = [];

    public UnitResolver(ProtobufUnit unit)
    {
        _sources.Add(unit.Source.Item.ImportPath, unit.Source);
        foreach (ProtobufSource import in unit.Imports)
            _sources.Add(import.Item.ImportPath, import);
    }

    /// <summary>Finds the file behind an import path; null for one that comes with the compiler.</summary>
    public ProtobufSource? Find(string importPath) => _sources.TryGetValue(importPath, out ProtobufSource? source) ? source : null;

    /// <inheritdoc />
    public override bool TryOpen(string importPath, [NotNullWhen(true)] out SourceText? source)
    {
        if (!_sources.TryGetValue(importPath, out ProtobufSource? known))
            return WellKnownProtos.Resolver.TryOpen(importPath, out source);
        source = new SourceText(known.Item.Path, Encoding.UTF8.GetBytes(known.Text.ToString()));
        return true;
    }
}
