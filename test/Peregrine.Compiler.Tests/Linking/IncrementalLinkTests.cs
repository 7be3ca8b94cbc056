namespace Peregrine.Compiler.Tests.Linking;

/// <summary>Parsing and linking apart, with descriptors reused.</summary>
public sealed class IncrementalLinkTests
{
    [Fact]
    public void A_reused_descriptor_is_taken_as_the_same_object_and_only_the_rest_is_linked_anew()
    {
        var texts = new Dictionary<string, string>
        {
            ["a.proto"] = "syntax = \"proto3\"; package t; message A { int32 x = 1; }",
            ["b.proto"] = "syntax = \"proto3\"; package t; import \"a.proto\"; message B { A a = 1; }",
            ["c.proto"] = "syntax = \"proto3\"; package t; import \"b.proto\"; message C { B b = 1; }",
        };
        var parsed = texts.ToDictionary(static item => item.Key, static item => ProtoCompiler.Parse(item.Key, new SourceText(item.Key, item.Value)));
        var first = ProtoCompiler.Link(texts.Keys, path => parsed.GetValueOrDefault(path));
        Assert.True(first.Success);

        parsed["c.proto"] = ProtoCompiler.Parse("c.proto", new SourceText("c.proto", "syntax = \"proto3\"; package t; import \"b.proto\"; message C { B b = 1; B c = 2; }"));
        var asked = new List<string>();
        var second = ProtoCompiler.Link(texts.Keys, path =>
        {
            asked.Add(path);
            return parsed.GetValueOrDefault(path);
        }, null, path => path == "c.proto" ? null : first.Pool.FindFile(path));

        Assert.True(second.Success);
        Assert.Equal(["c.proto"], asked);
        Assert.Same(first.Pool.FindFile("b.proto"), second.Pool.FindFile("b.proto"));
        Assert.Same(first.Pool.FindMessage("t.B"), second.Pool.FindMessage("t.C")!.Fields[1].MessageType);
    }

    [Fact]
    public void A_parsed_file_can_be_linked_again_and_gives_the_same_bytes()
    {
        var parsed = ProtoCompiler.Parse("x.proto", new SourceText("x.proto", "syntax = \"proto3\"; // c\nmessage M { option deprecated = true; int32 x = 1 [json_name = \"y\"]; }"));
        var first = ProtoCompiler.Link(["x.proto"], _ => parsed).ToDescriptorSet(includeSourceInfo: true).ToBytes();
        var second = ProtoCompiler.Link(["x.proto"], _ => parsed).ToDescriptorSet(includeSourceInfo: true).ToBytes();
        Assert.Equal(first, second);
    }

    [Fact]
    public void Comments_come_with_the_linked_descriptors()
    {
        const string Text = "syntax = \"proto3\";\n\n// detached\n\n// leading\nmessage M { // trailing\n  // field\n  int32 x = 1;\n}\n";
        var message = ProtoCompiler.Compile(["x.proto"], new MemoryResolver().Add("x.proto", Text)).Pool.FindMessage("M")!;
        Assert.Equal(" leading\n", message.Comments.Leading);
        Assert.Equal(" trailing\n", message.Comments.Trailing);
        Assert.Equal([" detached\n"], message.Comments.LeadingDetached);
        Assert.Equal(" field\n", message.Fields[0].Comments.Leading);
    }

    [Fact]
    public void An_edition_that_is_later_than_known_is_an_error_until_it_is_allowed()
    {
        var resolver = new MemoryResolver().Add("x.proto", "edition = \"2026\"; message M { int32 x = 1; }");
        var diagnostic = Assert.Single(ProtoCompiler.Compile(["x.proto"], resolver).Diagnostics);
        Assert.Equal("PG0501", diagnostic.Id);
        Assert.True(ProtoCompiler.Compile(["x.proto"], resolver, new CompileOptions { AllowUnknownEditions = true }).Success);
    }
}
