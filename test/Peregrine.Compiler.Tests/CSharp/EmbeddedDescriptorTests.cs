using System.Text;
using System.Text.RegularExpressions;
using Peregrine.Compiler.CSharp;
using Peregrine.Schema;

namespace Peregrine.Compiler.Tests.CSharp;

/// <summary>The descriptor within generated code.</summary>
public sealed class EmbeddedDescriptorTests
{
    [Fact]
    public void Options_that_are_meant_for_the_compiler_only_are_left_out_as_protoc_leaves_them_out()
    {
        var resolver = new CompositeResolver(
            new MemoryResolver()
                .Add("o.proto", "syntax = \"proto2\"; package o; import \"google/protobuf/descriptor.proto\"; extend google.protobuf.MessageOptions { optional string kept = 50000; optional string gone = 50001 [retention = RETENTION_SOURCE]; }")
                .Add("m.proto", "syntax = \"proto2\"; package m; import \"o.proto\"; message M { option (o.kept) = \"kept\"; option (o.gone) = \"gone\"; extensions 4 to 9 [verification = UNVERIFIED]; }"),
            WellKnownProtos.Resolver);
        CompileResult result = ProtoCompiler.Compile(["m.proto"], resolver);
        Assert.Empty(result.Diagnostics);
        byte[] embedded = Embedded(CSharpGenerator.Generate(result.Files[0], new CSharpOptions()));
        Assert.Equal(result.ToDescriptorSet(includeImports: false).File[0].ToBytes(), embedded);
        string options = Encoding.Latin1.GetString(FileDescriptorProto.Parse(embedded).MessageType[0].Options!.UnknownFields);
        Assert.Contains("kept", options, StringComparison.Ordinal);
        Assert.DoesNotContain("gone", options, StringComparison.Ordinal);
    }

    // Every character of the literals is the code point of one byte; generated code turns them back in the same way.
    private static byte[] Embedded(string code)
    {
        int begin = code.IndexOf("GeneratedFile.Build(", StringComparison.Ordinal);
        string literals = code[begin..code.IndexOf("Reflection.Descriptor", begin, StringComparison.Ordinal)];
        return [.. Regex.Matches(literals, "\"((?:[^\"\\\\]|\\\\.)*)\"u8").SelectMany(match => Unescape(match.Groups[1].Value)).Select(character => (byte)character)];
    }

    private static string Unescape(string text) => Regex.Replace(text, @"\\(u[0-9a-fA-F]{4}|.)", match => match.Groups[1].Value switch
    {
        ['u', .. var hex] when hex.Length == 4 => ((char)Convert.ToInt32(hex, 16)).ToString(),
        "n" => "\n",
        "r" => "\r",
        "t" => "\t",
        "0" => "\0",
        "a" => "\a",
        "b" => "\b",
        "f" => "\f",
        "v" => "\v",
        var other => other,
    });
}
