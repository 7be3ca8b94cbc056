using System.Collections.Generic;
using Peregrine.Schema;

namespace Peregrine.Compiler.Output;

/// <summary>Collects linked files into descriptor sets, in the order of the reference compiler.</summary>
internal static class DescriptorSets
{
    public static FileDescriptorSet Create(DescriptorPool pool, IReadOnlyList<FileDescriptor> files, bool includeImports, bool includeSourceInfo, bool retainOptions)
    {
        var set = new FileDescriptorSet();
        var done = new HashSet<FileDescriptor>();
        foreach (var file in files)
        {
            if (includeImports)
                AddWithImports(set, pool, file, done, includeSourceInfo, retainOptions);
            else if (done.Add(file))
                set.File.Add(ToProto(pool, file, includeSourceInfo, retainOptions));
        }

        return set;
    }

    private static void AddWithImports(FileDescriptorSet set, DescriptorPool pool, FileDescriptor root, HashSet<FileDescriptor> done, bool includeSourceInfo, bool retainOptions)
    {
        // A stack of our own: chains of imports may be long.
        var stack = new Stack<(FileDescriptor File, int Next)>();
        if (done.Add(root))
            stack.Push((root, 0));
        while (stack.Count > 0)
        {
            var (file, next) = stack.Pop();
            var plain = file.Dependencies.Count;
            if (next < plain + file.OptionDependencyFiles.Count)
            {
                stack.Push((file, next + 1));
                var dependency = next < plain ? file.Dependencies[next] : file.OptionDependencyFiles[next - plain];
                if (done.Add(dependency))
                    stack.Push((dependency, 0));
                continue;
            }

            set.File.Add(ToProto(pool, file, includeSourceInfo, retainOptions));
        }
    }

    private static FileDescriptorProto ToProto(DescriptorPool pool, FileDescriptor file, bool includeSourceInfo, bool retainOptions)
    {
        var info = includeSourceInfo ? file.Proto.SourceCodeInfo ?? new SourceCodeInfo() : null;
        var proto = file.Proto.WithSourceInfo(info);
        return retainOptions ? proto : RetentionStripper.Strip(pool, proto);
    }
}
