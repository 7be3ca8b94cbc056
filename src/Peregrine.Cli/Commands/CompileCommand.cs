using System.CommandLine;
using Peregrine.Cli.Inputs;

namespace Peregrine.Cli.Commands;

/// <summary><c>peregrine compile</c>: .proto files to a descriptor set.</summary>
internal static class CompileCommand
{
    public static Command Create()
    {
        var sources = new SourceOptions();
        var output = new Option<string?>("--output", "-o", "--descriptor-set-out") { Description = "The descriptor set to write; without it files are only checked." };
        var imports = new Option<bool>("--include-imports") { Description = "Includes everything that the files import." };
        var sourceInfo = new Option<bool>("--include-source-info") { Description = "Includes locations and comments." };
        var retain = new Option<bool>("--retain-options") { Description = "Keeps the options that are meant for the compiler only." };
        var command = new Command("compile", "Compiles .proto files to a descriptor set, byte for byte as protoc does.") { output, imports, sourceInfo, retain };
        sources.AddTo(command);
        command.SetAction(arguments =>
        {
            if (sources.Compile(arguments, arguments.GetValue(sourceInfo), releaseLinkedFiles: true) is not { } result)
                return 1;
            if (arguments.GetValue(output) is { } path)
            {
                using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
                result.WriteDescriptorSet(stream, arguments.GetValue(imports), arguments.GetValue(sourceInfo), arguments.GetValue(retain));
            }

            return 0;
        });
        return command;
    }
}
