using Peregrine.Compiler;
using Peregrine.Schema;

namespace Peregrine.Cli.Plugins;

/// <summary>Makes the request that a plugin gets.</summary>
internal static class PluginRequests
{
    public static CodeGeneratorRequest Create(CompileResult result, string parameter)
    {
        var request = new CodeGeneratorRequest { Parameter = parameter.Length > 0 ? parameter : null };
        request.FileToGenerate.AddRange(result.Files.Select(static file => file.Name));
        request.ProtoFile.AddRange(result.ToDescriptorSet(includeImports: true, includeSourceInfo: true).File);
        request.SourceFileDescriptors.AddRange(result.ToDescriptorSet(includeImports: false, includeSourceInfo: true, retainOptions: true).File);
        return request;
    }
}
