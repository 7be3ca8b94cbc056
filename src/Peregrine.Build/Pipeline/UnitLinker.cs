using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Peregrine.Build.Inputs;
using Peregrine.Compiler;
using Peregrine.Schema;

namespace Peregrine.Build.Pipeline;

/// <summary>Links the files of one unit, taking over what earlier runs have linked and what is still right. Used by one thread, for one unit.</summary>
internal sealed class UnitLinker
{
    // The well-known types never change: parsed and linked once for the life of the process.
    private static readonly ConcurrentDictionary<string, ParsedFile?> s_parsedWellKnown = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, FileDescriptor> s_linkedWellKnown = new(StringComparer.Ordinal);

    private readonly Dictionary<string, ProtobufSource> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedFile?> _reusable = new(StringComparer.Ordinal);
    private readonly ProtobufUnit _unit;

    public UnitLinker(ProtobufUnit unit)
    {
        _unit = unit;
        _sources.Add(unit.Source.Item.ImportPath, unit.Source);
        foreach (ProtobufSource import in unit.Imports)
            _sources.Add(import.Item.ImportPath, import);
    }

    /// <summary>Finds the project's file behind an import path; null for one that comes with the compiler or is not there.</summary>
    public ProtobufSource? Find(string importPath) => _sources.TryGetValue(importPath, out ProtobufSource? source) ? source : null;

    /// <summary>Links the unit's file. Its descriptor is null when it, or something that it imports, has errors.</summary>
    public (FileDescriptor? File, IReadOnlyList<Diagnostic> Diagnostics) Link()
    {
        string path = _unit.Source.Item.ImportPath;
        if (Reusable(path) is { } known)
            return (known.File, known.Warnings);
        CompileResult result = ProtoCompiler.Link([path], FindParsed, reuse: Reuse);
        Remember(result);
        return (result.Success && result.Files.Count > 0 ? result.Files[0] : null, result.Diagnostics);
    }

    private ParsedFile? FindParsed(string importPath) =>
        Find(importPath)?.Parsed ?? s_parsedWellKnown.GetOrAdd(importPath, static path =>
            WellKnownProtos.Resolver.TryOpen(path, out SourceText? text) ? ProtoCompiler.Parse(path, text) : null);

    private FileDescriptor? Reuse(string importPath)
    {
        if (Find(importPath) is not null)
            return Reusable(importPath)?.File;
        return s_linkedWellKnown.TryGetValue(importPath, out FileDescriptor? wellKnown) && wellKnown.Dependencies.All(IsCurrent) ? wellKnown : null;
    }

    // A linked file is still right when its imports are the same sources and each of them is still right, down to the same descriptors.
    private LinkedFile? Reusable(string importPath)
    {
        if (_reusable.TryGetValue(importPath, out LinkedFile? known))
            return known;
        _reusable.Add(importPath, null);
        ProtobufSource? source = Find(importPath);
        LinkedFile? linked = source?.Linked;
        bool current = linked is not null
            && linked.Imports.SequenceEqual(source!.Imports.Select(Find), ReferenceEqualityComparer.Instance)
            && linked.File.Dependencies.All(IsCurrent);
        return _reusable[importPath] = current ? linked : null;
    }

    private bool IsCurrent(FileDescriptor dependency) => ReferenceEquals(Reuse(dependency.Name), dependency);

    private void Remember(CompileResult result)
    {
        ILookup<string, Diagnostic> diagnostics = result.Diagnostics.ToLookup(diagnostic => diagnostic.File);
        foreach (FileDescriptor file in result.Pool.Files)
        {
            ProtobufSource? source = Find(file.Name);
            if (source is null)
                s_linkedWellKnown.TryAdd(file.Name, file);
            else if (!ReferenceEquals(source.Linked?.File, file))
                source.Linked = new LinkedFile(file, [.. source.Imports.Select(Find)], [.. diagnostics[file.Name]]);
        }
    }

    private sealed class ReferenceEqualityComparer : IEqualityComparer<ProtobufSource?>
    {
        public static readonly ReferenceEqualityComparer Instance = new();

        public bool Equals(ProtobufSource? x, ProtobufSource? y) => ReferenceEquals(x, y);

        public int GetHashCode(ProtobufSource? obj) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj);
    }
}
