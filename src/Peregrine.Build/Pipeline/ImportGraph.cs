using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Peregrine.Build.Inputs;

namespace Peregrine.Build.Pipeline;

/// <summary>Knows the project's files by import path, and what each of them needs.</summary>
internal sealed class ImportGraph
{
    private readonly Dictionary<string, ProtobufSource> _byImportPath = new(StringComparer.Ordinal);

    private ImportGraph(ImmutableArray<ProtobufSource> sources)
    {
        // Files to compile win over files that may only be imported, whatever their order.
        foreach (ProtobufRole role in new[] { ProtobufRole.Compile, ProtobufRole.Import })
        {
            foreach (ProtobufSource source in sources)
            {
                if (source.Item.Role == role && !_byImportPath.ContainsKey(source.Item.ImportPath))
                    _byImportPath.Add(source.Item.ImportPath, source);
            }
        }
    }

    /// <summary>One unit for each file that C# is generated for.</summary>
    public static ImmutableArray<ProtobufUnit> Units(ImmutableArray<ProtobufSource> sources, CancellationToken cancellationToken)
    {
        var graph = new ImportGraph(sources);
        var units = ImmutableArray.CreateBuilder<ProtobufUnit>();
        foreach (ProtobufSource source in sources)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (source.Item.Role != ProtobufRole.Compile)
                continue;
            ProtobufSource first = graph._byImportPath[source.Item.ImportPath];
            units.Add(new ProtobufUnit(source, graph.Closure(source), ReferenceEquals(first, source) ? null : first));
        }
        return units.ToImmutable();
    }

    private ImmutableArray<ProtobufSource> Closure(ProtobufSource source)
    {
        var found = ImmutableArray.CreateBuilder<ProtobufSource>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { source.Item.ImportPath };
        var waiting = new Queue<ProtobufSource>();
        waiting.Enqueue(source);
        while (waiting.Count > 0)
        {
            foreach (string import in waiting.Dequeue().Imports)
            {
                if (!seen.Add(import) || !_byImportPath.TryGetValue(import, out ProtobufSource? imported))
                    continue;
                found.Add(imported);
                waiting.Enqueue(imported);
            }
        }
        return found.ToImmutable();
    }
}
