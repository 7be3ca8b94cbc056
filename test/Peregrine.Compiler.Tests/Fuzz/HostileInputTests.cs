using System.Diagnostics;
using System.Text;

namespace Peregrine.Compiler.Tests.Fuzz;

/// <summary>Inputs made to exhaust a compiler: stack, time or patience.</summary>
public sealed class HostileInputTests
{
    public static TheoryData<string, string> Inputs => new()
    {
        { "open braces", "syntax = \"proto3\"; " + Repeat("{", 200_000) },
        { "nested messages", "syntax = \"proto3\"; " + Repeat("message M {", 50_000) },
        { "nested groups", "syntax = \"proto2\"; message M {" + Repeat("optional group G = 1 {", 50_000) },
        { "open brackets", "syntax = \"proto3\"; message M { int32 x = 1 " + Repeat("[", 200_000) },
        { "nested option value", "syntax = \"proto3\"; option x = " + Repeat("{ a ", 100_000) + Repeat("}", 100_000) + ";" },
        { "deep custom option", CustomOption(Repeat("m { ", 50_000) + Repeat("}", 50_000)) },
        { "long dotted name", "syntax = \"proto3\"; message M { " + Repeat("a.", 100_000) + "b x = 1; }" },
        { "long option name", "syntax = \"proto3\"; option " + Repeat("a.", 20_000) + "b = 1;" },
        { "long package", "syntax = \"proto3\"; package " + Repeat("a.", 20_000) + "b; message M {}" },
        { "comment openings", "syntax = \"proto3\"; " + Repeat("/* ", 100_000) },
        { "unclosed strings", "syntax = \"proto3\"; " + Repeat("\"\n", 100_000) },
        { "errors on every line", "syntax = \"proto3\"; message M {\n" + Repeat("  foo bar baz;\n", 20_000) + "}" },
        { "unknown types", "syntax = \"proto3\"; message M {\n" + string.Concat(Enumerable.Range(1, 18_000).Select(static i => $"  Unknown{i} f{i} = {i};\n")) + "}" },
        { "one name for all fields", "syntax = \"proto3\"; message M {\n" + string.Concat(Enumerable.Range(1, 18_000).Select(static i => $"  int32 f = {i};\n")) + "}" },
        { "one number for all fields", "syntax = \"proto3\"; message M {\n" + string.Concat(Enumerable.Range(1, 10_000).Select(static i => $"  int32 f{i} = 1;\n")) + "}" },
        { "reserved ranges", "syntax = \"proto3\"; message M { reserved " + string.Join(", ", Enumerable.Range(1, 50_000).Select(static i => $"{i * 3} to {i * 3 + 1}")) + "; }" },
        { "overlapping ranges", "syntax = \"proto2\"; message M { " + Repeat("extensions 1 to max; reserved 1 to max; ", 10_000) + "}" },
        { "enum aliases", "syntax = \"proto3\"; enum E { option allow_alias = true; " + string.Concat(Enumerable.Range(0, 50_000).Select(static i => $"V{i} = 0; ")) + "}" },
        { "map entries in an option", CustomOption(string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"mp {{ key: \"{i}\" value: {i} }} "))) },
        { "many options", "syntax = \"proto3\"; " + Repeat("option java_package = \"a\"; ", 20_000) },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Hostile_input_takes_memory_in_proportion_ends_and_makes_no_exception(string name, string text)
    {
        var resolver = new CompositeResolver(new MemoryResolver().Add("x.proto", text), WellKnownProtos.Resolver);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        var result = ProtoCompiler.Compile(["x.proto"], resolver);
        var time = watch.Elapsed;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        // They take 150 bytes for each character at most. Quadratic behaviour takes gigabytes, or minutes; no machine is so slow or so busy otherwise.
        Assert.True(allocated < 500L * text.Length, $"{name} allocated {allocated} bytes for {text.Length} characters");
        Assert.True(time < TimeSpan.FromMinutes(2), $"{name} took {time}");
        Assert.True(result.Diagnostics.Count <= new CompileOptions().MaxErrors * 2 + 1);
    }

    [Fact]
    public void A_chain_of_ten_thousand_imports_is_followed_without_recursion()
    {
        var resolver = new MemoryResolver();
        for (var i = 0; i < 10_000; i++)
            resolver.Add($"f{i}.proto", $"syntax = \"proto3\"; import \"f{i + 1}.proto\"; message M{i} {{ M{i + 1} next = 1; }}");
        resolver.Add("f10000.proto", "syntax = \"proto3\"; message M10000 {}");
        var result = ProtoCompiler.Compile(["f0.proto"], resolver, new CompileOptions { IncludeSourceInfo = false });
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Take(3)));
        Assert.Equal(10_001, result.ToDescriptorSet().File.Count);
    }

    private static string CustomOption(string value) =>
        $$"""
        syntax = "proto3";
        import "google/protobuf/descriptor.proto";
        message O { O m = 1; map<string, int32> mp = 2; }
        extend google.protobuf.FileOptions { O o = 50000; }
        option (o) = { {{value}} };
        """;

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
