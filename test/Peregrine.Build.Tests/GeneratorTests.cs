using System.Globalization;
using Microsoft.CodeAnalysis;
using Peregrine.Build.Tests.Driver;

namespace Peregrine.Build.Tests;

public sealed class GeneratorTests
{
    private const string Service = """
        syntax = "proto3";
        package greet;
        message Hello { string name = 1; }
        service Greeter { rpc Say(Hello) returns (Hello); }
        """;

    [Theory]
    [InlineData("Both", true, true)]
    [InlineData("Client", true, false)]
    [InlineData("server", false, true)]
    [InlineData("None", false, false)]
    public void GrpcServices_chooses_the_halves(string services, bool client, bool server)
    {
        string text = Generate(new ProtoProject().With("greet.proto", Service, "GrpcServices=" + services));

        Assert.Equal(client, text.Contains("class GreeterClient", StringComparison.Ordinal));
        Assert.Equal(server, text.Contains("class GreeterBase", StringComparison.Ordinal));
        Assert.Contains("class Hello", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Access_internal_hides_the_types()
    {
        string text = Generate(new ProtoProject().With("greet.proto", Service, "Access=Internal"));

        Assert.Contains("internal static partial class Greeter", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\npublic ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_style_of_Google_Protobuf_is_a_property_away()
    {
        const string Explicit = """syntax = "proto3"; message M { optional int32 x = 1; }""";

        Assert.DoesNotContain("HasX", Generate(new ProtoProject().With("m.proto", Explicit)), StringComparison.Ordinal);
        Assert.Contains("HasX", Generate(new ProtoProject().WithProperty("PeregrineStyle", "GoogleProtobuf").With("m.proto", Explicit)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_may_only_be_imported_generates_nothing()
    {
        GeneratorRunResult result = new ProtoProject()
            .With("use.proto", """syntax = "proto3"; import "v1/shared.proto"; message Use { Shared shared = 1; }""")
            .With("/elsewhere/v1/shared.proto", """syntax = "proto3"; message Shared {}""", "ProtobufRole=Import", "ProtoRoot=/elsewhere")
            .Run();

        Assert.Empty(result.Diagnostics);
        Assert.Equal("use.proto.g.cs", Assert.Single(result.GeneratedSources).HintName);
    }

    [Fact]
    public void An_error_is_reported_at_its_place_in_its_file_and_other_files_still_generate()
    {
        GeneratorRunResult result = new ProtoProject()
            .With("good.proto", Service)
            .With("bad.proto", "syntax = \"proto3\";\nmessage M {\n  strin name = 1;\n}\n")
            .Run();

        Diagnostic error = Assert.Single(result.Diagnostics);
        FileLinePositionSpan place = error.Location.GetLineSpan();
        Assert.Equal(("/p/bad.proto", 2, 2, 7), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character, place.EndLinePosition.Character));
        Assert.Equal(DiagnosticSeverity.Error, error.Severity);
        Assert.StartsWith("PG", error.Id, StringComparison.Ordinal);
        Assert.Contains("strin", error.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal("good.proto.g.cs", Assert.Single(result.GeneratedSources).HintName);
    }

    [Fact]
    public void An_error_in_an_imported_file_of_the_project_is_reported_once_there()
    {
        GeneratorRunResult result = new ProtoProject()
            .With("bad.proto", "syntax = \"proto3\";\nmessage M { strin name = 1; }\n")
            .With("use.proto", """syntax = "proto3"; import "bad.proto"; message Use { M m = 1; }""")
            .Run();

        Assert.Equal("/p/bad.proto", Assert.Single(result.Diagnostics).Location.GetLineSpan().Path);
        Assert.Empty(result.GeneratedSources);
    }

    [Theory]
    [InlineData("message M { int32 foo = 1; int32 Foo = 2; }", "Foo", "Foo_")]
    [InlineData("message M {\tint32 to_string = 1; }", "to_string", "ToString_")]
    [InlineData("/* größer */ message M { int32 m = 1; }", "m", "M_")]
    [InlineData("message M { N n = 1; message N {} }", "N", "NType")]
    [InlineData("enum E { option allow_alias = true; E_A = 0; A = 0; }", "A", "A_")]
    [InlineData("message M { oneof clear { int32 a = 1; } int32 clear_case = 2; }", "clear", "Clear_")]
    [InlineData("message M {} service S { rpc SBase(M) returns (M); }", "SBase", "SBase_")]
    public void A_name_that_is_taken_in_CSharp_is_reported_at_its_place_as_a_hint(string text, string element, string given)
    {
        text = "syntax = \"proto3\"; " + text;
        Diagnostic hint = Assert.Single(new ProtoProject().With("m.proto", text).Run().Diagnostics);
        Assert.Equal(("PG0601", DiagnosticSeverity.Info), (hint.Id, hint.Severity));
        Assert.Equal(element, text.Substring(hint.Location.SourceSpan.Start, hint.Location.SourceSpan.Length));
        Assert.Contains($"\"{given}\"", hint.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void Keywords_and_names_that_differ_enough_are_no_collisions() =>
        Assert.Empty(new ProtoProject().With("m.proto", """syntax = "proto3"; message M { int32 class = 1; N n1 = 2; message N {} } enum E { E_A = 0; E_B = 1; } service S { rpc Do(M) returns (M); }""").Run().Diagnostics);

    [Fact]
    public void A_missing_import_is_reported_where_it_is_imported()
    {
        GeneratorRunResult result = new ProtoProject().With("use.proto", "syntax = \"proto3\";\nimport \"gone.proto\";\n").Run();

        Diagnostic error = Assert.Single(result.Diagnostics);
        Assert.Equal(1, error.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Contains("gone.proto", error.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_files_with_one_import_path_are_an_error_that_names_both()
    {
        GeneratorRunResult result = new ProtoProject()
            .With("a/x.proto", Service, "ProtoRoot=a")
            .With("b/x.proto", Service, "ProtoRoot=b")
            .Run();

        Diagnostic error = Assert.Single(result.Diagnostics);
        Assert.Equal(("PG9001", "/p/b/x.proto"), (error.Id, error.Location.GetLineSpan().Path));
        Assert.Contains("/p/a/x.proto", error.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_with_a_wrong_value_is_an_error_that_lists_the_right_ones()
    {
        GeneratorRunResult result = new ProtoProject().With("greet.proto", Service, "GrpcServices=Severs").Run();

        Diagnostic error = Assert.Single(result.Diagnostics);
        Assert.Equal("PG9002", error.Id);
        Assert.Equal("GrpcServices is \"Severs\" and must be one of: None, Client, Server, Both", error.GetMessage(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_file_without_a_role_is_none_of_ours()
    {
        GeneratorRunResult result = new ProtoProject().With("greet.proto", Service, "ProtobufRole=").Run();

        Assert.Empty(result.Diagnostics);
        Assert.Empty(result.GeneratedSources);
    }

    private static string Generate(ProtoProject project)
    {
        GeneratorRunResult result = project.Run();
        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);
        return Assert.Single(result.GeneratedSources).SourceText.ToString();
    }
}
