using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>Finds the source location of a path in one file. Built on first use, then read by any thread.</summary>
internal sealed class SourceMap(SourceCodeInfo? source)
{
    private readonly Lazy<Dictionary<string, SourceLocation>> _locations = new(() => Index(source));

    public DescriptorComments FindComments(Descriptor descriptor)
    {
        if (source is null || FindLocation(descriptor.Path) is not { } location)
            return DescriptorComments.None;
        return new DescriptorComments(location.LeadingComments ?? "", location.TrailingComments ?? "", location.LeadingDetachedComments);
    }

    public SourceLocation? FindLocation(IReadOnlyList<int> path) =>
        _locations.Value.TryGetValue(string.Join(",", path), out var location) ? location : null;

    private static Dictionary<string, SourceLocation> Index(SourceCodeInfo? source)
    {
        var locations = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        foreach (var location in source?.Location ?? [])
        {
            // An `extend` block has the path of its list, once for each block: the first is as good as any.
            var key = string.Join(",", location.Path);
            if (!locations.ContainsKey(key))
                locations.Add(key, location);
        }

        return locations;
    }
}
