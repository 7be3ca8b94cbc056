using System.ComponentModel;
using System.Diagnostics;
using Peregrine.Schema;

namespace Peregrine.Cli.Plugins;

/// <summary>Runs a <c>protoc-gen-*</c> program: the request on its input, the response on its output.</summary>
internal static class ExternalPlugin
{
    public static CodeGeneratorResponse Run(string name, string? path, CodeGeneratorRequest request)
    {
        var program = path ?? "protoc-gen-" + name;
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(start)!;
            // The plugin may write before it has read everything.
            var output = Task.Run(() => ReadAll(process.StandardOutput.BaseStream));
            WriteRequest(process, request.ToBytes());
            var bytes = output.GetAwaiter().GetResult();
            process.WaitForExit();
            return process.ExitCode == 0
                ? CodeGeneratorResponse.Parse(bytes)
                : new CodeGeneratorResponse { Error = $"{program} ended with exit code {process.ExitCode}" };
        }
        catch (Win32Exception exception)
        {
            return new CodeGeneratorResponse { Error = $"{program} cannot be started: {exception.Message}; is it on the PATH? (--plugin {name}=PATH)" };
        }
        catch (SchemaFormatException exception)
        {
            return new CodeGeneratorResponse { Error = $"{program} gave no valid response: {exception.Message}" };
        }
    }

    private static void WriteRequest(Process process, byte[] request)
    {
        try
        {
            using var input = process.StandardInput.BaseStream;
            input.Write(request);
        }
        catch (IOException)
        {
            // A plugin that ends early closes its input; its exit code says the rest.
        }
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }
}
