using Peregrine.Compiler.CSharp;

namespace Peregrine.Conformance.Tests;

/// <summary>The suite's messages have every kind of field there is: what is generated for them compiles as its users compile.</summary>
public class GeneratedCodeTests
{
    [ConformanceFact]
    public void Generated_code_compiles_without_a_warning() => AssertSilent(CSharpStyle.Peregrine);

    [ConformanceFact]
    public void Generated_code_in_the_shapes_of_Google_Protobuf_compiles_without_a_warning() => AssertSilent(CSharpStyle.GoogleProtobuf);

    private static void AssertSilent(CSharpStyle style)
    {
        IReadOnlyList<string> complaints = GeneratedCode.Complaints(style);
        Assert.True(complaints.Count == 0, string.Join('\n', complaints.Take(20)));
    }
}
