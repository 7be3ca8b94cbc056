using Peregrine.Compiler.Tests.Golden;
using Peregrine.Schema;

namespace Peregrine.Compiler.Tests.Linking;

/// <summary>Files that are kept encoded once they are linked: nobody can tell but by the memory.</summary>
public sealed class ReleasedFilesTests
{
    private static readonly CompileOptions s_releasing = new() { ReleaseLinkedFiles = true };

    [Fact]
    public void The_corpus_gives_the_same_diagnostics_and_descriptor_sets()
    {
        foreach (var item in CorpusFiles.Cases)
        {
            var (whole, released) = (item.Compile(), item.Compile(s_releasing));
            Assert.Equal(whole.Diagnostics, released.Diagnostics);
            foreach (var mode in GoldenMode.All.Where(_ => whole.Success))
            {
                using var output = new MemoryStream();
                released.WriteDescriptorSet(output, includeImports: true, mode.SourceInfo, mode.RetainOptions);
                Assert.Equal(whole.ToDescriptorSet(includeImports: true, mode.SourceInfo, mode.RetainOptions).ToBytes(), output.ToArray());
            }
        }
    }

    [Fact]
    public void Who_looks_into_the_pool_finds_everything_as_it_was()
    {
        var compared = 0;
        foreach (var item in CorpusFiles.Cases)
        {
            var whole = item.Compile();
            foreach (var element in whole.Pool.Files.SelectMany(DescriptorWalker.Walk))
            {
                // One element of a compilation is looked up in a fresh one at times, so that it is the first that is asked for.
                var released = compared++ % 50 == 0 ? item.Compile(s_releasing) : null;
                if (released is not null)
                    AssertSame(element, released.Pool.FindSymbol(element.FullName));
            }

            var all = item.Compile(s_releasing);
            Assert.Equal(
                whole.Pool.Files.SelectMany(DescriptorWalker.Walk).Select(Describe),
                all.Pool.Files.SelectMany(DescriptorWalker.Walk).Select(Describe));
        }
    }

    [Fact]
    public void Linking_does_not_restore_what_it_only_refers_to()
    {
        var resolver = new MemoryResolver()
            .Add("a.proto", "syntax = \"proto3\"; package a; message M { int32 x = 1; } enum E { E_ZERO = 0; }")
            .Add("b.proto", "syntax = \"proto3\"; package b; import \"a.proto\"; message N { a.M m = 1; repeated a.E e = 2; map<string, a.M> n = 3; } service S { rpc Do(a.M) returns (N); }");
        var result = ProtoCompiler.Compile(["b.proto"], resolver, s_releasing);
        Assert.Empty(result.Diagnostics);
        Assert.All(result.Pool.Files, static file => Assert.NotNull(file.Encoded));
        Assert.Equal("x", Assert.Single(result.Pool.FindMessage("b.N")!.Fields[0].MessageType!.Fields).Name);
        Assert.All(result.Pool.Files, static file => Assert.Null(file.Encoded));
    }

    [Fact]
    public void A_name_inside_a_released_message_is_found_taken()
    {
        var resolver = new MemoryResolver()
            .Add("a.proto", "syntax = \"proto3\"; package p; message M { int32 x = 1; }")
            .Add("b.proto", "syntax = \"proto3\"; package p; message M { int32 x = 1; }");
        string[] files = ["a.proto", "b.proto"];
        Assert.Equal(ProtoCompiler.Compile(files, resolver).Diagnostics, ProtoCompiler.Compile(files, resolver, s_releasing).Diagnostics);
    }

    private static void AssertSame(Descriptor expected, Descriptor? found)
    {
        Assert.NotNull(found);
        Assert.Equal(Describe(expected), Describe(found));
    }

    private static string Describe(Descriptor element) =>
        $"{element.GetType().Name} {element.FullName} {element.Index} {Convert.ToHexString(element.Features.ToBytes())} {Convert.ToHexString(element.ProtoMessage.ToBytes())} {element.Comments.Leading} "
        + element switch
        {
            FieldDescriptor field => $"{field.Kind} {field.ContainingType.FullName} {field.ContainingOneof?.Name} {field.RealContainingOneof?.Name} {field.MessageType?.FullName} {field.EnumType?.FullName} {field.IsPacked} {field.HasPresence} {field.IsRequired} {field.IsMap}",
            MethodDescriptor method => $"{method.InputType.FullName} {method.OutputType.FullName}",
            OneofDescriptor oneof => string.Join(",", oneof.Fields.Select(static field => field.Name)),
            MessageDescriptor message => $"{message.IsMapEntry} {message.RealOneofs.Count} {message.NestedMessages.Count}",
            EnumDescriptor type => $"{type.IsClosed} {type.Values.Count}",
            _ => "",
        };
}
