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

    [PluginFact("/usr/bin/protoc-gen-go")]
    public void The_Go_plugins_run_without_protoc_one_for_messages_and_one_for_services()
    {
        using var folder = new TemporaryFolder().Add("greet.proto", Greet.Replace("package greet;", "package greet; option go_package = \"example.com/greet\";", StringComparison.Ordinal));
        Assert.Equal(0, Run("-I", folder.Root, "--plugin", "go=/usr/bin/protoc-gen-go", "--plugin", "go-grpc=/usr/bin/protoc-gen-go-grpc", "--opt", "go=paths=source_relative",
            "--opt", "go-grpc=paths=source_relative", "--out", "go=" + folder["out"], "--out", "go-grpc=" + folder["out"], folder["greet.proto"]));
        Assert.Contains("type HelloRequest struct", File.ReadAllText(folder["out/greet.pb.go"]), StringComparison.Ordinal);
        Assert.Contains("type GreeterClient interface", File.ReadAllText(folder["out/greet_grpc.pb.go"]), StringComparison.Ordinal);
    }

    [PluginFact(Peers.TypeScriptPlugin)]
    public void The_TypeScript_plugin_of_npm_runs_without_protoc()
    {
        using var folder = new TemporaryFolder().Add("greet.proto", Greet);
        Assert.Equal(0, Run("-I", folder.Root, "--plugin", "es=" + Peers.Find(Peers.TypeScriptPlugin), "--opt", "es=target=ts", "--out", "es=" + folder["out"], folder["greet.proto"]));
        Assert.Contains("export type HelloRequest", File.ReadAllText(folder["out/greet_pb.ts"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("class A {\n  // @@protoc_insertion_point(scope)\n}\n", "int a;\nint b;\n", "class A {\n  int a;\n  int b;\n  // @@protoc_insertion_point(scope)\n}\n")]
    [InlineData("// @@protoc_insertion_point(scope)\n", "int a;", "int a;// @@protoc_insertion_point(scope)\n")]
    [InlineData("f(1/* @@protoc_insertion_point(scope) */)", ", 2", "f(1, 2/* @@protoc_insertion_point(scope) */)")]
    public void What_a_plugin_inserts_goes_above_the_mark_and_is_indented_like_it(string generated, string inserted, string expected)
    {
        using var folder = new TemporaryFolder();
        var files = new GeneratedFiles(folder["out"]);
        Assert.True(files.TryAdd("first", [new GeneratedFile { Name = "a.txt", Content = generated }]));
        Assert.True(files.TryAdd("second", [new GeneratedFile { Name = "a.txt", InsertionPoint = "scope", Content = inserted }]));
        Assert.False(File.Exists(folder["out/a.txt"]));
        files.Write();
        Assert.Equal(expected, File.ReadAllText(folder["out/a.txt"]));
    }

    [Fact]
    public void A_plugin_cannot_insert_where_nothing_was_generated_or_marked_nor_generate_a_file_again()
    {
        using var folder = new TemporaryFolder();
        var files = new GeneratedFiles(folder["out"]);
        Assert.False(files.TryAdd("second", [new GeneratedFile { Name = "a.txt", InsertionPoint = "scope", Content = "x" }]));
        Assert.True(files.TryAdd("first", [new GeneratedFile { Name = "a.txt", Content = "begin " }, new GeneratedFile { Content = "end" }]));
        Assert.False(files.TryAdd("second", [new GeneratedFile { Name = "a.txt", InsertionPoint = "scope", Content = "x" }]));
        Assert.False(files.TryAdd("second", [new GeneratedFile { Name = "a.txt", Content = "x" }]));
        files.Write();
        Assert.Equal("begin end", File.ReadAllText(folder["out/a.txt"]));
    }

    [PluginFact("/usr/bin/protoc")]
    public async Task Stock_protoc_runs_our_generator()
    {
        using var folder = new TemporaryFolder().Add("greet.proto", Greet);
        Directory.CreateDirectory(folder["out"]);
        await Peers.SucceedAsync("/usr/bin/protoc", folder.Root, "-I.", "--plugin=protoc-gen-peregrine=" + OurPlugin(folder), "--peregrine_out=access=internal:out", "greet.proto");
        Assert.Contains("internal static partial class Greeter", await File.ReadAllTextAsync(folder["out/Greet.g.cs"]), StringComparison.Ordinal);
    }

    [PluginFact(Peers.Buf)]
    public async Task Buf_runs_our_generator()
    {
        using var folder = new TemporaryFolder().Add("greet.proto", Greet);
        folder.Add("buf.gen.yaml", $"version: v2\nplugins:\n  - local: {OurPlugin(folder)}\n    out: out\n    opt: services=client\n");
        await Peers.SucceedAsync(Peers.Find(Peers.Buf), folder.Root, "generate");
        var code = await File.ReadAllTextAsync(folder["out/Greet.g.cs"]);
        Assert.Contains("class GreeterClient", code, StringComparison.Ordinal);
        Assert.DoesNotContain("class GreeterBase", code, StringComparison.Ordinal);
    }

    // The program under the name by which protoc and buf look for it; it is built for these tests, beside them.
    private static string OurPlugin(TemporaryFolder folder)
    {
        folder.Add("protoc-gen-peregrine", $"#!/bin/sh\nexec dotnet {typeof(GenerateCommand).Assembly.Location} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder["protoc-gen-peregrine"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return folder["protoc-gen-peregrine"];
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
        Assert.False(new GeneratedFiles(folder["out"]).TryAdd("evil", [new GeneratedFile { Name = name, Content = "x" }]));
        Assert.False(File.Exists(folder["out.txt"]));
    }

    private static int Run(params string[] arguments) => GenerateCommand.Create().Parse(arguments).Invoke();
}
