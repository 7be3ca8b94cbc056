namespace Peregrine.Compiler.Tests.Diagnostics;

/// <summary>Diagnostics as people see them.</summary>
public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("syntax = \"proto3\"; message Person {} message M { Persn x = 1; }", "PG0214", "Persn", "did you mean \"Person\"?")]
    [InlineData("syntax = \"proto3\"; message M { int x = 1; }", "PG0214", "int", "did you mean \"int32\"?")]
    [InlineData("syntax = \"proto3\"; mesage M {}", "PG0101", "mesage", "did you mean \"message\"?")]
    [InlineData("syntax = \"proto3\"; option csharp_namespce = \"x\";", "PG0401", "csharp_namespce", "did you mean \"csharp_namespace\"?")]
    [InlineData("syntax = \"proto3\"; option optimize_for = SPED;", "PG0403", "SPED", "did you mean \"SPEED\"?")]
    [InlineData("syntax = \"proto4\"; message M {}", "PG0103", "\"proto4\"", "did you mean \"proto2\"?")]
    [InlineData("syntax = \"2023\"; message M {}", "PG0103", "\"2023\"", "write: edition = \"2023\";")]
    [InlineData("syntax = \"proto3\"; import \"google/protobuf/timestmp.proto\";", "PG0201", "\"google/protobuf/timestmp.proto\"", "did you mean \"google/protobuf/timestamp.proto\"?")]
    [InlineData("syntax = \"proto3\"; message M { int32 a = 1; int32 b = 1; }", "PG0302", "1", "the next free number is 2")]
    [InlineData("syntax = \"proto2\"; message M { optonal int32 a = 1; }", "PG0101", "optonal", "did you mean \"optional\"?")]
    [InlineData("edition = \"2023\"; message M { required int32 a = 1; }", "PG0106", "required", "use [features.field_presence = LEGACY_REQUIRED]")]
    [InlineData("syntax = \"proto3\"; message M { google.protobuf.Timestamp t = 1; }", "PG0214", "google.protobuf.Timestamp", null)]
    public void A_diagnostic_has_its_id_the_smallest_span_and_a_fix(string text, string id, string wrong, string? help)
    {
        var diagnostic = Compile(text).Diagnostics[0];
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(wrong, text.Substring(diagnostic.Span.Start, diagnostic.Span.Length));
        Assert.Equal(help, diagnostic.Help);
    }

    [Theory]
    [InlineData("i: \"x\"", "\"x\"")]
    [InlineData("i: 1, nope: 2", "nope")]
    [InlineData("i: 1 i: 2", "i", 2)]
    [InlineData("m { m { e: TWO } }", "TWO")]
    [InlineData("[t.nope]: 1", "t")]
    [InlineData("i 1", "1")]
    [InlineData("b: maybe", "maybe")]
    [InlineData("s: \"a\" 'b' m { i: 99999999999 }", "99999999999")]
    public void The_error_in_a_value_in_braces_is_at_the_wrong_word_of_it(string value, string wrong, int occurrence = 1)
    {
        var before = """
            syntax = "proto2"; package t; import "google/protobuf/descriptor.proto";
            enum E { ONE = 1; }
            message Opt { optional int32 i = 1; optional Opt m = 2; optional E e = 3; optional bool b = 4; optional string s = 5; }
            extend google.protobuf.FileOptions { optional Opt o = 50000; }
            option (o) = {
            """;
        var text = $"{before} {value} }};\n";
        var diagnostic = Compile(text).Diagnostics.First(static item => item.Severity == DiagnosticSeverity.Error);
        var expected = text.IndexOf(wrong, before.Length, StringComparison.Ordinal);
        for (; occurrence > 1; occurrence--)
            expected = text.IndexOf(wrong, expected + 1, StringComparison.Ordinal);
        Assert.Equal((expected, wrong), (diagnostic.Span.Start, text.Substring(diagnostic.Span.Start, diagnostic.Span.Length)));
    }

    [Fact]
    public void A_type_of_a_file_that_is_loaded_but_not_imported_names_the_import_to_add()
    {
        var resolver = new MemoryResolver()
            .Add("main.proto", "syntax = \"proto3\";\nimport \"a.proto\";\nmessage M { A a = 1; B b = 2; }\n")
            .Add("a.proto", "syntax = \"proto3\";\nimport \"b.proto\";\nmessage A { B b = 1; }\n")
            .Add("b.proto", "syntax = \"proto3\";\nmessage B {}\n");
        var diagnostic = Assert.Single(ProtoCompiler.Compile(["main.proto"], resolver).Diagnostics);
        Assert.Equal("PG0215", diagnostic.Id);
        Assert.Equal("add: import \"b.proto\";", diagnostic.Help);
    }

    [Fact]
    public void One_file_gives_many_diagnostics_in_the_order_of_the_text()
    {
        var diagnostics = Compile("syntax = \"proto3\";\nmessage A { int32 x 1; }\nenum { Z = 0; }\nmessage B { int32 y = ; string z = \"q\"; }\n").Diagnostics;
        Assert.True(diagnostics.Count >= 4);
        Assert.Equal(diagnostics.Select(static item => item.Span.Start).Order(), diagnostics.Select(static item => item.Span.Start));
        Assert.Equal([2, 3, 4, 4], diagnostics.Take(4).Select(static item => item.Span.Line));
    }

    [Fact]
    public void Columns_count_utf16_units_as_editors_do()
    {
        var diagnostic = Compile("syntax = \"proto3\";\nmessage M { /* größer 😀 */ Foo x = 1; }\n").Diagnostics[0];
        Assert.Equal((2, 29, 2, 32), (diagnostic.Span.Line, diagnostic.Span.Column, diagnostic.Span.EndLine, diagnostic.Span.EndColumn));
    }

    [Fact]
    public void A_diagnostic_is_rendered_with_its_source_line_underlined()
    {
        var source = new SourceText("greet.proto", "syntax = \"proto3\";\nmessage Person {}\nmessage M {\n\tPersn x = 1;\n}\n");
        var diagnostic = ProtoCompiler.Compile(["greet.proto"], new MemoryResolver().Add("greet.proto", source)).Diagnostics[0];
        Assert.Equal(
            "greet.proto:4:2: error PG0214: \"Persn\" is not defined\n" +
            "    4 |  Persn x = 1;\n" +
            "      |  ^^^^^ did you mean \"Person\"?\n",
            DiagnosticRenderer.Render(diagnostic, source));
    }

    [Theory]
    [InlineData("syntax = \"proto3\";\nimport  \"nowhere.proto\";\n", "\"nowhere.proto\"", "import")]
    [InlineData("syntax = \"proto2\";\npackage t;\nmessage M {\n  optional int32 x = 1;\n", "{", "")]
    [InlineData("syntax = \"proto2\"; message M { optional string s = 1 [default = \"\\q\"]; }", "\\q", "q")]
    [InlineData("syntax = \"proto2\"; message M { reserved 1 to 5, 3 to 7; }", "3 to 7", "1 to 5")]
    [InlineData("syntax = \"proto2\"; message M { reserved 5; optional int32 x = 5; }", "5", "5; opt")]
    [InlineData("syntax = \"proto2\"; extend Foo { optional int32 x = 5; }", "Foo", "Foo")]
    public void The_wrong_piece_is_underlined_and_the_place_is_the_one_that_protoc_reports(string text, string wrong, string place)
    {
        var diagnostic = Compile(text).Diagnostics[0];
        Assert.Equal(wrong, text.Substring(diagnostic.Span.Start, diagnostic.Span.Length));
        Assert.Equal(place.Length == 0 ? text.Length : text.IndexOf(place, StringComparison.Ordinal), diagnostic.Place.Offset);
        var lines = text[..diagnostic.Place.Offset].Split('\n');
        Assert.Equal((lines.Length, lines[^1].Length + 1), (diagnostic.Place.Line, diagnostic.Place.Column));
        Assert.StartsWith($"x.proto:{diagnostic.Place.Line}:{diagnostic.Place.Column}: error {diagnostic.Id}", DiagnosticRenderer.Render(diagnostic), StringComparison.Ordinal);
    }

    [Fact]
    public void A_piece_on_another_line_than_the_place_is_rendered_with_its_own_line()
    {
        var source = new SourceText("x.proto", "syntax = \"proto3\";\nmessage M {\n  int32 x = 1;\n");
        var diagnostic = ProtoCompiler.Compile(["x.proto"], new MemoryResolver().Add("x.proto", source)).Diagnostics[0];
        Assert.Equal(
            "x.proto:4:1: error PG0102: message \"M\" has no closing '}': the file ends inside it\n" +
            "    2 | message M {\n" +
            "      |           ^\n",
            DiagnosticRenderer.Render(diagnostic, source));
    }

    [Fact]
    public void The_text_of_a_diagnostic_is_what_msbuild_recognises()
    {
        var diagnostic = Compile("syntax = \"proto3\";\nmessage M { Foo x = 1; }\n").Diagnostics[0];
        Assert.Equal("x.proto(2,13): error PG0214: \"Foo\" is not defined", diagnostic.ToString());
    }

    [Fact]
    public void An_unused_import_is_a_warning_and_the_file_compiles()
    {
        var result = Compile("syntax = \"proto3\";\nimport \"google/protobuf/any.proto\";\nmessage M {}\n");
        Assert.True(result.Success);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(("PG0204", DiagnosticSeverity.Warning, 2), (warning.Id, warning.Severity, warning.Span.Line));
    }

    [Fact]
    public void A_file_with_errors_does_not_stop_the_others()
    {
        var resolver = new MemoryResolver().Add("a.proto", "syntax = \"proto3\"; message A { Foo f = 1; }").Add("b.proto", "syntax = \"proto3\"; message B {}");
        var result = ProtoCompiler.Compile(["a.proto", "b.proto", "missing.proto"], resolver);
        Assert.Equal(["b.proto"], result.Files.Select(static file => file.Name));
        Assert.Equal(["PG0214", "PG0201"], result.Diagnostics.Select(static item => item.Id));
    }

    [Fact]
    public void The_index_of_diagnostics_explains_every_id_that_exists()
    {
        var index = File.ReadAllText(Path.Combine(Golden.CorpusFiles.RepositoryRoot, "docs", "diagnostics.md"));
        var ids = typeof(Schema.DiagnosticIds).GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static).Select(static field => (string)field.GetRawConstantValue()!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Contains($"| {id} |", index, StringComparison.Ordinal));
    }

    private static CompileResult Compile(string text) =>
        ProtoCompiler.Compile(["x.proto"], new CompositeResolver(new MemoryResolver().Add("x.proto", text), WellKnownProtos.Resolver));
}
