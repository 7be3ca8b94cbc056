using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;

namespace Peregrine.Compiler;

/// <summary>Finds imports below directories, the first that has the file wins (protoc's <c>-I</c>).</summary>
public sealed class DirectoryResolver : SourceResolver
{
    private readonly string[] _roots;

    /// <summary>Creates the resolver over directories in order of preference.</summary>
    public DirectoryResolver(IEnumerable<string> roots)
    {
        _roots = (roots ?? throw new ArgumentNullException(nameof(roots))).ToArray();
    }

    /// <inheritdoc />
    public override bool TryOpen(string importPath, [NotNullWhen(true)] out SourceText? source)
    {
        foreach (var root in _roots)
        {
            var path = Path.Combine(root, importPath);
            if (!File.Exists(path))
                continue;
            source = new SourceText(path, File.ReadAllBytes(path));
            return true;
        }

        source = null;
        return false;
    }
}
