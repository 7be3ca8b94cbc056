using Peregrine.Compiler.CSharp;

namespace Peregrine.Compiler.Tests.CSharp;

/// <summary>
/// Small files and the C# that is written for them, side by side in Golden/. <c>UPDATE_GOLDEN=1 dotnet test</c> writes them anew, to be read in the diff.
/// </summary>
public class GeneratorGoldenTests
{
    [Theory]
    [InlineData("comments", CSharpStyle.Peregrine, CSharpAccess.Public)]
    [InlineData("presence", CSharpStyle.Peregrine, CSharpAccess.Public)]
    [InlineData("presence", CSharpStyle.GoogleProtobuf, CSharpAccess.Internal)]
    [InlineData("nested", CSharpStyle.Peregrine, CSharpAccess.Internal)]
    [InlineData("nested", CSharpStyle.GoogleProtobuf, CSharpAccess.Public)]
    public void The_generator_writes_what_was_approved(string name, CSharpStyle style, CSharpAccess access)
    {
        string folder = RepositoryRoot.File("test", "Peregrine.Compiler.Tests", "CSharp", "Golden");
        CompileResult result = ProtoCompiler.Compile([$"{name}.proto"], new CompositeResolver(new DirectoryResolver([folder]), WellKnownProtos.Resolver));
        Assert.Empty(result.Diagnostics);
        string generated = CSharpGenerator.Generate(Assert.Single(result.Files), new CSharpOptions { Style = style, Access = access });
        string golden = Path.Combine(folder, style == CSharpStyle.Peregrine ? $"{name}.golden" : $"{name}.google.golden");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is { Length: > 0 })
            File.WriteAllText(golden, generated);
        Assert.Equal(File.ReadAllText(golden), generated);
    }
}
