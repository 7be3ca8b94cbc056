using System.CommandLine;
using Peregrine.Cli.Inputs;
using Peregrine.Cli.Plugins;
using Peregrine.Schema;

namespace Peregrine.Cli.Commands;

/// <summary><c>peregrine generate</c>: .proto files to code, our C# or that of any <c>protoc-gen-*</c> plugin.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var sources = new SourceOptions();
        var csharp = new Option<string?>("--csharp") { Description = "A directory for C#." };
        var outputs = new Option<string[]>("--out") { Description = "NAME=DIR: runs the plugin protoc-gen-NAME and writes what it gives to DIR." };
        var parameters = new Option<string[]>("--opt") { Description = "NAME=PARAMETER for a plugin, or for csharp: access=internal, services=none|client|server|both, style=google." };
        var plugins = new Option<string[]>("--plugin") { Description = "NAME=PATH of a plugin that is not on the PATH." };
        var command = new Command("generate", "Generates code from .proto files.") { csharp, outputs, parameters, plugins };
        sources.AddTo(command);
        command.SetAction(arguments =>
        {
            if (sources.Compile(arguments, includeSourceInfo: true) is not { } result)
                return 1;
            var given = Pairs(arguments.GetValue(parameters));
            var paths = Pairs(arguments.GetValue(plugins)).ToDictionary(static pair => pair.Name, static pair => pair.Value);
            var jobs = Pairs(arguments.GetValue(outputs)).ToList();
            if (arguments.GetValue(csharp) is { } folder)
                jobs.Add(("csharp", folder));
            if (jobs.Count == 0)
            {
                Console.Error.WriteLine("peregrine: nothing to generate: name a directory with --csharp DIR or --out NAME=DIR");
                return 1;
            }

            var directories = new Dictionary<string, GeneratedFiles>();
            foreach (var (name, directory) in jobs)
            {
                var request = PluginRequests.Create(result, string.Join(",", given.Where(pair => pair.Name == name).Select(static pair => pair.Value)));
                var response = name == "csharp" && !paths.ContainsKey(name)
                    ? GeneratorPlugin.Generate(request, result)
                    : ExternalPlugin.Run(name, paths.GetValueOrDefault(name), request);
                var key = Path.GetFullPath(directory);
                if (!directories.TryGetValue(key, out var files))
                    directories.Add(key, files = new GeneratedFiles(key));
                if (!TryAdd(name, response, files))
                    return 1;
            }

            foreach (var files in directories.Values)
                files.Write();
            return 0;
        });
        return command;
    }

    private static List<(string Name, string Value)> Pairs(string[]? arguments) =>
        [.. (arguments ?? []).Select(static argument => argument.Split('=', 2)).Select(static parts => (parts[0], parts.Length > 1 ? parts[1] : "."))];

    private static bool TryAdd(string name, CodeGeneratorResponse response, GeneratedFiles files)
    {
        if (response.Error is { } error)
        {
            Console.Error.WriteLine($"peregrine: {name}: {error}");
            return false;
        }

        return files.TryAdd(name, response.File);
    }
}
