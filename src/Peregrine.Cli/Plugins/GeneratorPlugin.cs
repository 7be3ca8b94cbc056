using Peregrine.Compiler;
using Peregrine.Compiler.CSharp;
using Peregrine.Schema;

namespace Peregrine.Cli.Plugins;

/// <summary>Our C# generator as a plugin: under stock protoc and buf, and inside <c>peregrine generate</c>.</summary>
internal static class GeneratorPlugin
{
    private const ulong SupportedFeatures = 1 | 2;

    /// <summary>Answers one request.</summary>
    public static int Run(Stream input, Stream output)
    {
        using var buffer = new MemoryStream();
        input.CopyTo(buffer);
        CodeGeneratorResponse response;
        try
        {
            var request = CodeGeneratorRequest.Parse(buffer.ToArray());
            var set = new FileDescriptorSet();
            set.File.AddRange(request.ProtoFile);
            var result = ProtoCompiler.Load(set, request.FileToGenerate);
            response = result.Success ? Generate(request, result) : new CodeGeneratorResponse { Error = string.Join("\n", result.Diagnostics) };
        }
        catch (SchemaFormatException exception)
        {
            response = new CodeGeneratorResponse { Error = "the input is no CodeGeneratorRequest: " + exception.Message };
        }

        output.Write(response.ToBytes());
        output.Flush();
        return 0;
    }

    public static CodeGeneratorResponse Generate(CodeGeneratorRequest request, CompileResult result)
    {
        var response = new CodeGeneratorResponse { SupportedFeatures = SupportedFeatures, MinimumEdition = (int)Edition.Proto2, MaximumEdition = (int)Edition.Edition2024 };
        if (!TryParseOptions(request.Parameter, out var options, out var error))
            return new CodeGeneratorResponse { Error = error };
        foreach (var file in result.Files)
        {
            foreach (var diagnostic in CSharpGenerator.ReportNames(file, options))
                Console.Error.WriteLine(diagnostic);
            response.File.Add(new GeneratedFile { Name = OutputName(file.Name), Content = CSharpGenerator.Generate(file, options) });
        }

        return response;
    }

    // greet/hello_world.proto → greet/HelloWorld.g.cs
    private static string OutputName(string path)
    {
        var slash = path.LastIndexOf('/') + 1;
        var words = Path.GetFileNameWithoutExtension(path).Split(['_', '-', '.'], StringSplitOptions.RemoveEmptyEntries);
        return path[..slash] + string.Concat(words.Select(static word => char.ToUpperInvariant(word[0]) + word[1..])) + ".g.cs";
    }

    private static bool TryParseOptions(string? parameter, out CSharpOptions options, out string? error)
    {
        options = new CSharpOptions();
        error = null;
        foreach (var item in (parameter ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            switch (item.ToLowerInvariant())
            {
                case "access=internal": options.Access = CSharpAccess.Internal; break;
                case "access=public": options.Access = CSharpAccess.Public; break;
                case "services=none": options.Services = GrpcServices.None; break;
                case "services=client": options.Services = GrpcServices.Client; break;
                case "services=server": options.Services = GrpcServices.Server; break;
                case "services=both": options.Services = GrpcServices.Both; break;
                case "style=google": options.Style = CSharpStyle.GoogleProtobuf; break;
                case "style=peregrine": options.Style = CSharpStyle.Peregrine; break;
                default:
                    error = $"the option \"{item}\" is not known: expected access=internal|public, services=none|client|server|both or style=google|peregrine";
                    return false;
            }
        }

        return true;
    }
}
