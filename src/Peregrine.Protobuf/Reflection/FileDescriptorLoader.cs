using Peregrine.Schema;

namespace Peregrine.Protobuf.Reflection;

/// <summary>Links descriptors that come as bytes at run time: from a file, a reflection service, a schema registry.</summary>
public static class FileDescriptorLoader
{
    /// <summary>Links a serialized <c>FileDescriptorSet</c>. Files may stand in any order; those that they import must be among them.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no descriptor set, or its files contradict each other; the message has every reason.</exception>
    public static DescriptorPool Load(ReadOnlySpan<byte> fileDescriptorSet)
    {
        Schema.FileDescriptorSet set;
        try
        {
            set = Schema.FileDescriptorSet.Parse(fileDescriptorSet.ToArray());
        }
        catch (SchemaFormatException malformed)
        {
            throw new InvalidProtocolBufferException($"this is no FileDescriptorSet: {malformed.Message}", malformed);
        }

        return Load(set.File);
    }

    /// <summary>Links files that were parsed already, in any order.</summary>
    /// <exception cref="InvalidProtocolBufferException">The files contradict each other; the message has every reason.</exception>
    public static DescriptorPool Load(IEnumerable<Schema.FileDescriptorProto> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (DescriptorPool.TryBuild(InOrderOfImport([.. files]), out DescriptorPool pool, out IReadOnlyList<SchemaError> errors))
            return pool;
        throw new InvalidProtocolBufferException($"the descriptors do not link: {string.Join("; ", errors)}");
    }

    // Depth first, with a stack of our own: the chain of imports is input.
    private static List<Schema.FileDescriptorProto> InOrderOfImport(List<Schema.FileDescriptorProto> files)
    {
        var byName = new Dictionary<string, Schema.FileDescriptorProto>(StringComparer.Ordinal);
        foreach (Schema.FileDescriptorProto file in files)
            byName.TryAdd(file.Name ?? "", file);
        var ordered = new List<Schema.FileDescriptorProto>(files.Count);
        var seen = new HashSet<Schema.FileDescriptorProto>();
        var path = new Stack<(Schema.FileDescriptorProto File, int Next)>();
        foreach (Schema.FileDescriptorProto root in files)
        {
            if (seen.Add(root))
                path.Push((root, 0));
            while (path.TryPop(out (Schema.FileDescriptorProto File, int Next) step))
            {
                if (step.Next == step.File.Dependency.Count)
                {
                    ordered.Add(step.File);
                    continue;
                }

                path.Push((step.File, step.Next + 1));
                if (byName.TryGetValue(step.File.Dependency[step.Next], out Schema.FileDescriptorProto? dependency) && seen.Add(dependency))
                    path.Push((dependency, 0));
            }
        }

        return ordered;
    }
}
