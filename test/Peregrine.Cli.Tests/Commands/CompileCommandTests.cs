using Peregrine.Cli.Commands;
using Peregrine.Schema;

namespace Peregrine.Cli.Tests.Commands;

public sealed class CompileCommandTests
{
    private const string Greet = "syntax = \"proto3\";\nimport \"google/protobuf/any.proto\";\n// hello\nmessage M { google.protobuf.Any a = 1; }\n";

    [Fact]
    public void A_descriptor_set_has_the_imports_and_the_source_info_that_were_asked_for()
    {
        using var folder = new TemporaryFolder().Add("greet.proto", Greet);
        Assert.Equal(0, Run("-I", folder.Root, "-o", folder["plain.pb"], folder["greet.proto"]));
        Assert.Equal(0, Run("-I", folder.Root, "-o", folder["full.pb"], "--include-imports", "--include-source-info", folder["greet.proto"]));
        var plain = Assert.Single(Read(folder["plain.pb"]).File);
        Assert.Null(plain.SourceCodeInfo);
        var full = Read(folder["full.pb"]).File;
        Assert.Equal(["google/protobuf/any.proto", "greet.proto"], full.Select(static file => file.Name));
        Assert.Contains(full[1].SourceCodeInfo!.Location, static location => location.LeadingComments == " hello\n");
    }

    [Fact]
    public void A_descriptor_set_as_input_gives_itself()
    {
        using var folder = new TemporaryFolder().Add("greet.proto", Greet);
        Assert.Equal(0, Run("-I", folder.Root, "-o", folder["a.pb"], "--include-imports", "--include-source-info", folder["greet.proto"]));
        Assert.Equal(0, Run("--descriptor-set-in", folder["a.pb"], "-o", folder["b.pb"], "--include-imports", "--include-source-info"));
        Assert.Equal(File.ReadAllBytes(folder["a.pb"]), File.ReadAllBytes(folder["b.pb"]));
    }

    [Fact]
    public void Files_may_be_named_in_a_response_file()
    {
        using var folder = new TemporaryFolder().Add("greet.proto", Greet);
        folder.Add("files.rsp", folder["greet.proto"] + "\n");
        Assert.Equal(0, Run("-I", folder.Root, "-o", folder["a.pb"], "@" + folder["files.rsp"]));
        Assert.Equal("greet.proto", Assert.Single(Read(folder["a.pb"]).File).Name);
    }

    [Theory]
    [InlineData("syntax = \"proto3\"; message M { Foo f = 1; }")]
    [InlineData("syntax = \"proto3\"; message M {")]
    public void A_wrong_file_ends_with_one_and_writes_nothing(string text)
    {
        using var folder = new TemporaryFolder().Add("bad.proto", text);
        Assert.Equal(1, Run("-I", folder.Root, "-o", folder["a.pb"], folder["bad.proto"]));
        Assert.False(File.Exists(folder["a.pb"]));
    }

    [Fact]
    public void A_file_that_does_not_exist_and_no_file_at_all_end_with_one()
    {
        Assert.Equal(1, Run("nowhere.proto"));
        Assert.Equal(1, Run());
    }

    private static int Run(params string[] arguments) => CompileCommand.Create().Parse(arguments).Invoke();

    private static FileDescriptorSet Read(string path) => FileDescriptorSet.Parse(File.ReadAllBytes(path));
}
