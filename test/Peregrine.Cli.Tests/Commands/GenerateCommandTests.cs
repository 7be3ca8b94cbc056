using System.Text;
using Peregrine.Cli.Commands;
using Peregrine.Cli.Plugins;
using Peregrine.Compiler;
using Peregrine.Schema;

namespace Peregrine.Cli.Tests.Commands;

public sealed class GenerateCommandTests
{
    private const string Greet = "syntax = \"proto3\";\npackage greet;\nmessage HelloRequest { string name = 1; }\nservice Greeter { rpc SayHello(HelloRequest) returns (HelloRequest); }\n";

    [Fact]
    public void CSharp_is_written_below_the_directory()
    {
        using var folder = new TemporaryFolder().Add("greet.proto", Greet);
        Assert.Equal(0, Run("-I", folder.Root, "--csharp", folder["out"], folder["greet.proto"]));
        var code = File.ReadAllText(folder["out/Greet.g.cs"]);
        Assert.Contains("class HelloRequest", code, StringComparison.Ordinal);
        Assert.Contains("GreeterClient", code, StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_that_does_not_exist_is_an_error()
    {
        using var folder = new TemporaryFolder().Add("greet.proto", Greet);
        Assert.Equal(1, Run("-I", folder.Root, "--csharp", folder["out"], "--opt", "csharp=acess=internal", folder["greet.proto"]));
    }

    [Fact]
    public void A_plugin_that_cannot_be_started_is_an_error_and_not_an_exception()
    {
        using var folder = new TemporaryFolder().Add("greet.proto", Greet);
        Assert.Equal(1, Run("-I", folder.Root, "--out", "no-such-plugin=" + folder["out"], folder["greet.proto"]));
    }

    [PluginFact("/usr/bin/grpc_python_plugin")]
    public void The_grpc_plugin_for_Python_runs_without_protoc() => RunPlugin("/usr/bin/grpc_python_plugin", "greet_pb2_grpc.py");

    [PluginFact("/usr/bin/grpc_cpp_plugin")]
    public void The_grpc_plugin_for_Cpp_runs_without_protoc() => RunPlugin("/usr/bin/grpc_cpp_plugin", "greet.grpc.pb.h");

    private static void RunPlugin(string plugin, string generated)
    {
        using var folder = new TemporaryFolder().Add("greet.proto", Greet);
        Assert.Equal(0, Run("-I", folder.Root, "--plugin", "other=" + plugin, "--out", "other=" + folder["out"], folder["greet.proto"]));
        Assert.Contains("SayHello", File.ReadAllText(folder["out/" + generated]), StringComparison.Ordinal);
    }

    [Fact]
    public void Our_generator_answers_a_request_of_stock_protoc()
    {
        var compiled = ProtoCompiler.Compile(["greet.proto"], new MemoryResolver().Add("greet.proto", Greet));
        using var output = new MemoryStream();
        Assert.Equal(0, GeneratorPlugin.Run(new MemoryStream(PluginRequests.Create(compiled, "services=client,access=internal").ToBytes()), output));
        var response = CodeGeneratorResponse.Parse(output.ToArray());
        Assert.Null(response.Error);
        Assert.Equal(3UL, response.SupportedFeatures);
        var file = Assert.Single(response.File);
        Assert.Equal("Greet.g.cs", file.Name);
        Assert.Contains("internal sealed partial class HelloRequest", file.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("class GreeterBase", file.Content, StringComparison.Ordinal);
    }

    [Fact]
    public void Our_generator_answers_garbage_with_an_error()
    {
        using var output = new MemoryStream();
        Assert.Equal(0, GeneratorPlugin.Run(new MemoryStream(Encoding.ASCII.GetBytes("no request at all")), output));
        Assert.NotNull(CodeGeneratorResponse.Parse(output.ToArray()).Error);
    }

    [Theory]
    [InlineData("../out.txt")]
    [InlineData("/etc/out.txt")]
    public void A_plugin_cannot_write_outside_its_directory(string name)
    {
        using var folder = new TemporaryFolder();
        Assert.False(GeneratedFiles.TryWrite("evil", [new GeneratedFile { Name = name, Content = "x" }], folder["out"]));
        Assert.False(File.Exists(folder["out.txt"]));
    }

    private static int Run(params string[] arguments) => GenerateCommand.Create().Parse(arguments).Invoke();
}
