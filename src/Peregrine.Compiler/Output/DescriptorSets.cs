using System;
using System.Collections.Generic;
using System.Linq;
using Peregrine.Schema;

namespace Peregrine.Compiler.Output;

/// <summary>Collects linked files into descriptor sets, in the order of the reference compiler.</summary>
internal static class DescriptorSets
{
    public static FileDescriptorSet Create(IEnumerable<FileDescriptorProto> files)
    {
        var set = new FileDescriptorSet();
        set.File.AddRange(files);
        return set;
    }

    public static IEnumerable<FileDescriptorProto> Enumerate(DescriptorPool pool, IReadOnlyList<FileDescriptor> files, bool includeImports, bool includeSourceInfo, bool retainOptions) =>
        Order(files, includeImports).Select(file => ToProto(pool, file, includeSourceInfo, retainOptions));

    /// <summary>The encoded form of each file; where a released file's own will do, that is taken as it is.</summary>
    public static IEnumerable<ArraySegment<byte>> EnumerateEncoded(DescriptorPool pool, IReadOnlyList<FileDescriptor> files, bool includeImports, bool includeSourceInfo, bool retainOptions)
    {
        var output = new WireOutput();
        foreach (var file in Order(files, includeImports))
        {
            if (file.Encoded is { } encoded && includeSourceInfo == encoded.HasSourceInfo && (retainOptions || !encoded.MayHaveSourceOptions))
            {
                yield return new ArraySegment<byte>(encoded.Bytes);
                continue;
            }

            output.Clear();
            ToProto(pool, file, includeSourceInfo, retainOptions).WriteTo(output);
            yield return output.WrittenSegment;
        }
    }

    private static IEnumerable<FileDescriptor> Order(IReadOnlyList<FileDescriptor> files, bool includeImports)
    {
        var done = new HashSet<FileDescriptor>();
        foreach (var file in files)
        {
            if (!includeImports)
            {
                if (done.Add(file))
                    yield return file;
                continue;
            }

            foreach (var item in WithImports(file, done))
                yield return item;
        }
    }

    // Every file after its imports, plain ones before option imports.
    private static IEnumerable<FileDescriptor> WithImports(FileDescriptor root, HashSet<FileDescriptor> done)
    {
        // A stack of our own: chains of imports may be long.
        var stack = new Stack<(FileDescriptor File, int Next)>();
        if (done.Add(root))
            stack.Push((root, 0));
        while (stack.Count > 0)
        {
            var (file, next) = stack.Pop();
            var plain = file.Dependencies.Count;
            if (next == plain + file.OptionDependencyFiles.Count)
            {
                yield return file;
                continue;
            }

            stack.Push((file, next + 1));
            var dependency = next < plain ? file.Dependencies[next] : file.OptionDependencyFiles[next - plain];
            if (done.Add(dependency))
                stack.Push((dependency, 0));
        }
    }

    private static FileDescriptorProto ToProto(DescriptorPool pool, FileDescriptor file, bool includeSourceInfo, bool retainOptions)
    {
        if (file.Encoded is { } encoded)
            return ToProto(pool, encoded, includeSourceInfo, retainOptions);
        var info = includeSourceInfo ? file.Proto.SourceCodeInfo ?? new SourceCodeInfo() : null;
        var proto = file.Proto.WithSourceInfo(info);
        return retainOptions ? proto : RetentionStripper.Strip(pool, proto);
    }

    // What is decoded for this belongs to nobody else, so it is changed in place.
    private static FileDescriptorProto ToProto(DescriptorPool pool, EncodedFile file, bool includeSourceInfo, bool retainOptions)
    {
        var proto = file.Parse();
        proto.SourceCodeInfo = includeSourceInfo ? proto.SourceCodeInfo ?? new SourceCodeInfo() : null;
        if (!retainOptions && file.MayHaveSourceOptions)
            RetentionStripper.StripInPlace(pool, proto);
        return proto;
    }
}
