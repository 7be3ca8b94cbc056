using Microsoft.CodeAnalysis;
using Peregrine.Build.Tests.Driver;

namespace Peregrine.Build.Tests;

public sealed class IncrementalTests
{
    private static ProtoProject Chain() => new ProtoProject()
        .With("a.proto", Message("A"))
        .With("b.proto", Message("B", "a.proto"))
        .With("c.proto", Message("C", "b.proto"))
        .With("d.proto", Message("D"));

    [Fact]
    public void The_first_run_compiles_every_file()
    {
        GeneratorRunResult result = Chain().Run();

        Assert.Empty(result.Diagnostics);
        Assert.Equal(["a.proto.g.cs", "b.proto.g.cs", "c.proto.g.cs", "d.proto.g.cs"], result.GeneratedSources.Select(source => source.HintName).Order());
        Assert.Equal(4, ProtoProject.Compiled(result));
    }

    [Theory]
    [InlineData("a.proto", 3)]
    [InlineData("b.proto", 2)]
    [InlineData("c.proto", 1)]
    [InlineData("d.proto", 1)]
    public void Editing_a_file_compiles_it_and_its_dependants_only(string edited, int compiled)
    {
        ProtoProject project = Chain();
        project.Run();
        string import = edited switch { "b.proto" => "a.proto", "c.proto" => "b.proto", _ => "" };

        GeneratorRunResult result = project.With(edited, Message(edited[..1].ToUpperInvariant(), import) + "message More {}").Run();

        Assert.Equal(compiled, ProtoProject.Compiled(result));
    }

    [Fact]
    public void A_run_without_a_change_compiles_nothing()
    {
        ProtoProject project = Chain();
        project.Run();

        Assert.Equal(0, ProtoProject.Compiled(project.Run()));
    }

    [Fact]
    public void A_file_saved_with_the_same_text_compiles_nothing()
    {
        ProtoProject project = Chain();
        project.Run();

        Assert.Equal(0, ProtoProject.Compiled(project.With("a.proto", Message("A")).Run()));
    }

    [Fact]
    public void A_missing_import_that_appears_compiles_its_dependant()
    {
        ProtoProject project = new ProtoProject().With("b.proto", Message("B", "a.proto")).With("d.proto", Message("D"));
        Assert.NotEmpty(project.Run().Diagnostics);

        GeneratorRunResult result = project.With("a.proto", Message("A")).Run();

        Assert.Empty(result.Diagnostics);
        Assert.Equal(2, ProtoProject.Compiled(result));
    }

    [Fact]
    public void A_type_that_an_import_loses_is_missed_where_it_is_used_and_found_again_when_it_is_back()
    {
        ProtoProject project = new ProtoProject()
            .With("a.proto", Message("A"))
            .With("b.proto", """syntax = "proto3"; package p; import public "a.proto"; message B { A a = 1; }""")
            .With("c.proto", """syntax = "proto3"; package p; import "b.proto"; message C { A a = 1; }""");
        Assert.Empty(project.Run().Diagnostics);

        GeneratorRunResult broken = project.With("a.proto", Message("Other")).Run();
        GeneratorRunResult mended = project.With("a.proto", Message("A") + "message More {}").Run();

        // c.proto is silent: what is wrong with it is that b.proto is wrong.
        Assert.Equal("/p/b.proto", Assert.Single(broken.Diagnostics).Location.GetLineSpan().Path);
        Assert.Empty(mended.Diagnostics);
        Assert.Equal(3, mended.GeneratedSources.Length);
    }

    private static string Message(string name, string import = "") =>
        $$"""
        syntax = "proto3";
        package p;
        {{(import.Length == 0 ? "" : $"import public \"{import}\";")}}
        message {{name}} { string name = 1; }

        """;
}
