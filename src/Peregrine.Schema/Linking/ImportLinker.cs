using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>Connects a file with the files it imports.</summary>
internal static class ImportLinker
{
    private const int MaxPackageLength = 511;
    private const int MaxPackageDepth = 100;

    /// <summary>Finds the imports in the pool; false when linking makes no sense beyond this point.</summary>
    public static bool Link(LinkContext context)
    {
        var proto = context.Proto;
        if (context.Pool!.FindFile(context.File.Name) is not null)
        {
            context.Error(DiagnosticIds.FileTwice, context.File, ErrorLocation.Other, $"the file \"{context.File.Name}\" is in the pool already");
            return false;
        }

        if (!CheckPackage(context))
            return false;
        var dependencies = new List<FileDescriptor>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var found = new FileDescriptor?[proto.Dependency.Count];
        for (var i = 0; i < proto.Dependency.Count; i++)
        {
            var path = proto.Dependency[i];
            if (!seen.Add(path))
                context.Error(DiagnosticIds.ImportTwice, path, proto, ErrorLocation.Import, $"\"{path}\" is imported twice", "remove one of the two imports", i);
            found[i] = context.Pool.FindFile(path);
            if (found[i] is { } dependency)
                dependencies.Add(dependency);
            else
                context.Error(DiagnosticIds.ImportFailed, path, proto, ErrorLocation.Import, $"\"{path}\" was not found or has errors", null, i);
        }

        var optionDependencies = new List<FileDescriptor>();
        for (var i = 0; i < proto.OptionDependency.Count; i++)
        {
            var path = proto.OptionDependency[i];
            if (!seen.Add(path))
                context.Error(DiagnosticIds.ImportTwice, path, proto, ErrorLocation.Import, $"\"{path}\" is imported twice", "remove one of the two imports", proto.Dependency.Count + i);
            if (context.Pool.FindFile(path) is not { } dependency)
                continue;
            context.Symbols.AddOptionDependency(dependency);
            optionDependencies.Add(dependency);
        }

        context.File.OptionDependencyFiles = optionDependencies;

        Attach(context, dependencies, found);
        return true;
    }

    /// <summary>Takes the imports as given, in the order of the import statements.</summary>
    public static void Attach(LinkContext context, IReadOnlyList<FileDescriptor> dependencies)
    {
        var found = new FileDescriptor?[context.Proto.Dependency.Count];
        for (var i = 0; i < found.Length; i++)
        {
            foreach (var dependency in dependencies)
            {
                if (dependency.Name == context.Proto.Dependency[i])
                    found[i] = dependency;
            }
        }

        Attach(context, dependencies, found);
    }

    private static void Attach(LinkContext context, IReadOnlyList<FileDescriptor> dependencies, FileDescriptor?[] found)
    {
        var file = context.File;
        file.Dependencies = dependencies;
        file.PublicDependencies = Pick(context, context.Proto.PublicDependency, found);
        file.WeakDependencies = Pick(context, context.Proto.WeakDependency, found);
        foreach (var dependency in dependencies)
            context.Symbols.AddDependency(dependency);
        foreach (var dependency in file.PublicDependencies)
            context.Symbols.MarkUsed(dependency);
    }

    private static List<FileDescriptor> Pick(LinkContext context, List<int> indexes, FileDescriptor?[] found)
    {
        var picked = new List<FileDescriptor>();
        foreach (var index in indexes)
        {
            if (index < 0 || index >= found.Length)
                context.Error(DiagnosticIds.MalformedDescriptor, context.File, ErrorLocation.Other, $"the import index {index} is out of range");
            else if (found[index] is { } file)
                picked.Add(file);
        }

        return picked;
    }

    private static bool CheckPackage(LinkContext context)
    {
        var package = context.File.Package;
        if (package.Length > MaxPackageLength)
        {
            context.Error(DiagnosticIds.PackageTooLong, package, context.Proto, ErrorLocation.Name, $"the package name has {package.Length} characters; the limit is {MaxPackageLength}");
            return false;
        }

        var depth = 0;
        foreach (var c in package)
            depth += c == '.' ? 1 : 0;
        if (depth > MaxPackageDepth)
        {
            context.Error(DiagnosticIds.PackageTooLong, package, context.Proto, ErrorLocation.Name, $"the package name has {depth + 1} parts; the limit is {MaxPackageDepth + 1}");
            return false;
        }

        return true;
    }
}
