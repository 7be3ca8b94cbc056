using System.Collections.Generic;
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

    public static IEnumerable<FileDescriptorProto> Enumerate(DescriptorPool pool, IReadOnlyList<FileDescriptor> files, bool includeImports, bool includeSourceInfo, bool retainOptions)
    {
        var done = new HashSet<FileDescriptor>();
        foreach (var file in files)
        {
            if (!includeImports)
            {
                if (done.Add(file))
                    yield return ToProto(pool, file, includeSourceInfo, retainOptions);
                continue;
            }

            foreach (var item in WithImports(file, done))
                yield return ToProto(pool, item, includeSourceInfo, retainOptions);
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
        var info = includeSourceInfo ? file.Proto.SourceCodeInfo ?? new SourceCodeInfo() : null;
        var proto = file.Proto.WithSourceInfo(info);
        return retainOptions ? proto : RetentionStripper.Strip(pool, proto);
    }
}
