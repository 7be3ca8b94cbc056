using Peregrine.Compiler.Tests.Golden;

namespace Peregrine.Compiler.Tests.Linking;

/// <summary>The longest names that are possible, and that one character more is too long: for us and for the reference compiler.</summary>
public sealed class NameLengthTests
{
    public static TheoryData<string, int> Longest => new()
    {
        { "syntax = \"proto2\"; message {0} { }", 65535 },
        { "syntax = \"proto2\"; package t; message {0} { }", 65533 },
        { "syntax = \"proto2\"; enum {0} { A = 0; }", 65535 },
        { "syntax = \"proto2\"; enum E { {0} = 0; }", 65535 },
        { "syntax = \"proto2\"; service {0} { }", 65535 },
        { "syntax = \"proto2\"; message M { } service S { rpc {0}(M) returns (M); }", 65533 },
        { "syntax = \"proto2\"; message M { oneof {0} { int32 x = 1; } }", 65533 },
        { "syntax = \"proto2\"; message M { optional group A{0} = 1 { } }", 65532 },
        { "syntax = \"proto2\"; message M { reserved \"{0}\"; }", 65535 },
        { "syntax = \"proto2\"; enum E { A = 0; reserved \"{0}\"; }", 65535 },
        { "syntax = \"proto2\"; message M { optional int32 {0} = 1; }", 65533 },
        { "syntax = \"proto3\"; message M { optional int32 {0} = 1; }", 65532 },
        { "syntax = \"proto3\"; message M { map<int32, int32> {0} = 1; }", 65522 },
        { "syntax = \"proto2\"; message M { extensions 1; } extend M { optional int32 {0} = 1; }", 65534 },
        { "syntax = \"proto2\"; message M { optional int32 {0}_a = 1; }", 32764 },
        { "syntax = \"proto2\"; message M { optional int32 {0}_ = 1; }", 32765 },
        { "syntax = \"proto2\"; message M { optional int32 {0}A = 1; }", 16381 },
        { "syntax = \"proto2\"; message M { optional int32 x_y = 1 [json_name = \"{0}\"]; }", 65521 },
    };

    [Theory]
    [MemberData(nameof(Longest))]
    public void A_name_of_the_greatest_length_is_possible_and_a_longer_one_is_not(string form, int length)
    {
        Assert.Empty(Case(form, length).Compile().Diagnostics);
        Assert.Equal("PG0211", Case(form, length + 1).Compile().Diagnostics[0].Id);
    }

    [ReferenceProtocFact]
    public void The_greatest_lengths_are_those_of_protoc()
    {
        foreach (var row in Longest)
        {
            var (form, length) = ((string)row[0], (int)row[1]);
            Assert.True(CorpusTests.Compare(Case(form, length), ReferenceProtoc.Find()!.Run(Case(form, length), includeImports: false)) is null, form);
            Assert.False(ReferenceProtoc.Find()!.Run(Case(form, length + 1), includeImports: false).IsAccepted, form);
        }
    }

    private static CorpusCase Case(string form, int length) =>
        new("", "name", new Dictionary<string, byte[]> { ["name.proto"] = System.Text.Encoding.ASCII.GetBytes(form.Replace("{0}", new string('a', length), StringComparison.Ordinal)) });
}
