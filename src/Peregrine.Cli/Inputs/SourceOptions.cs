using System.CommandLine;
using Peregrine.Compiler;
using Peregrine.Schema;

namespace Peregrine.Cli.Inputs;

/// <summary>The options by which every command is told what to compile.</summary>
internal sealed class SourceOptions
{
    private readonly Argument<string[]> _files = new("files") { Description = "The .proto files, or @file for a response file.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _includes = new("--proto-path", "-I") { Description = "A directory in which imports are looked for. Default: the current one." };
    private readonly Option<string?> _set = new("--descriptor-set-in") { Description = "Takes the files from a descriptor set instead of from text." };
    private readonly Option<bool> _laterEditions = new("--allow-later-editions") { Description = "Accepts editions later than those that are known whole." };

    public void AddTo(Command command)
    {
        command.Add(_files);
        command.Add(_includes);
        command.Add(_set);
        command.Add(_laterEditions);
    }

    /// <summary>Compiles, and writes what there is to say about it; null when there were errors.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="includeSourceInfo">Records locations and comments.</param>
    /// <param name="releaseLinkedFiles">Keeps linked files encoded; for commands that do not look into them.</param>
    public CompileResult? Compile(ParseResult arguments, bool includeSourceInfo, bool releaseLinkedFiles = false)
    {
        var includes = SplitPaths(arguments.GetValue(_includes) is { Length: > 0 } given ? given : ["."]);
        var resolver = new CompositeResolver(new DirectoryResolver(includes), WellKnownProtos.Resolver);
        if (!TryFindFiles(arguments, includes, out var files))
            return null;
        var result = arguments.GetValue(_set) is { } path
            ? ProtoCompiler.Load(FileDescriptorSet.Parse(File.ReadAllBytes(path)), files.Count > 0 ? files : null)
            : ProtoCompiler.Compile(files, resolver, new CompileOptions { IncludeSourceInfo = includeSourceInfo, ReleaseLinkedFiles = releaseLinkedFiles, AllowUnknownEditions = arguments.GetValue(_laterEditions) });
        foreach (var diagnostic in result.Diagnostics)
            Console.Error.Write(DiagnosticRenderer.Render(diagnostic, resolver.TryOpen(diagnostic.File, out var source) ? source : null, !Console.IsErrorRedirected));
        return result.Success ? result : null;
    }

    // As protoc does, directories may stand in one option, separated as in PATH.
    private static List<string> SplitPaths(string[] paths) => [.. paths.SelectMany(static path => path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))];

    // A file may be named by its path on disk or by its import path.
    private bool TryFindFiles(ParseResult arguments, List<string> includes, out List<string> files)
    {
        files = [];
        foreach (var file in arguments.GetValue(_files) ?? [])
        {
            if (arguments.GetValue(_set) is not null || WellKnownProtos.Paths.Contains(file) || ImportPathOf(file, includes) is not { } importPath)
                files.Add(file);
            else
                files.Add(importPath);
        }

        if (files.Count > 0 || arguments.GetValue(_set) is not null)
            return true;
        Console.Error.WriteLine("peregrine: no input: name .proto files, or a descriptor set with --descriptor-set-in");
        return false;
    }

    private static string? ImportPathOf(string file, List<string> includes)
    {
        if (!File.Exists(file))
            return null;
        foreach (var include in includes)
        {
            var relative = Path.GetRelativePath(include, file).Replace('\\', '/');
            if (!relative.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(relative))
                return relative;
        }

        return null;
    }
}
