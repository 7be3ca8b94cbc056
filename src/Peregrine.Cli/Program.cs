using System.CommandLine;
using Peregrine.Cli.Commands;
using Peregrine.Cli.Plugins;

// Started by protoc or buf as a plugin there are no arguments, and a request on the input.
if (args.Length == 0 && Console.IsInputRedirected)
    return GeneratorPlugin.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());

var root = new RootCommand("Compiles .proto files, without protoc.")
{
    CompileCommand.Create(),
    GenerateCommand.Create(),
};
return root.Parse(args).Invoke();
