using Peregrine.Compiler.CSharp;
using Peregrine.Schema;

namespace Peregrine.Compiler.Tests.CSharp;

/// <summary>The generated code that is checked in is what the generator writes today: eng/regenerate.sh has nothing to do.</summary>
public class CheckedInCodeTests
{
    [Theory]
    [InlineData("any", "Any")]
    [InlineData("api", "Api")]
    [InlineData("duration", "Duration")]
    [InlineData("empty", "Empty")]
    [InlineData("field_mask", "FieldMask")]
    [InlineData("source_context", "SourceContext")]
    [InlineData("struct", "Struct")]
    [InlineData("timestamp", "Timestamp")]
    [InlineData("type", "Type")]
    [InlineData("wrappers", "Wrappers")]
    public void A_well_known_type_is_as_the_generator_writes_it(string proto, string file) =>
        AssertSame($"google/protobuf/{proto}.proto", RepositoryRoot.File("src", "Peregrine.Protobuf", "WellKnownTypes", $"{file}.g.cs"));

    [Fact]
    public void The_messages_of_descriptor_proto_are_as_the_generator_writes_them() =>
        AssertSame("google/protobuf/descriptor.proto", RepositoryRoot.File("src", "Peregrine.Protobuf", "Reflection", "Descriptor.g.cs"));

    private static void AssertSame(string proto, string path)
    {
        CompileResult result = ProtoCompiler.Compile([proto], WellKnownProtos.Resolver);
        Assert.Empty(result.Diagnostics);
        string generated = CSharpGenerator.Generate(Assert.Single(result.Files), new CSharpOptions { Services = GrpcServices.None });
        Assert.True(generated == File.ReadAllText(path), $"{path} is not what is generated: run eng/regenerate.sh");
    }
}
