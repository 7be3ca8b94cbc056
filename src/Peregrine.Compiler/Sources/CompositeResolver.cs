using System;
using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Compiler;

/// <summary>Asks several resolvers in turn; the first that has the file wins.</summary>
public sealed class CompositeResolver : SourceResolver
{
    private readonly SourceResolver[] _resolvers;

    /// <summary>Creates the resolver over others in order of preference.</summary>
    public CompositeResolver(params SourceResolver[] resolvers)
    {
        _resolvers = resolvers ?? throw new ArgumentNullException(nameof(resolvers));
    }

    /// <inheritdoc />
    public override bool TryOpen(string importPath, [NotNullWhen(true)] out SourceText? source)
    {
        foreach (var resolver in _resolvers)
        {
            if (resolver.TryOpen(importPath, out source))
                return true;
        }

        source = null;
        return false;
    }
}
