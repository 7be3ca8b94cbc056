using System.Reflection.Metadata;
using System.Text.RegularExpressions;
using Repo.Tests.Metadata;
using Repo.Tests.Sources;

namespace Repo.Tests.Rules;

public sealed partial class NamingTests
{
    // If no better noun exists, the split is wrong (house style 13).
    private static readonly string[] s_banned = ["Manager", "Helper", "Helpers", "Util", "Utils", "Impl", "Info", "Base", "Processor", "Data"];

    // Names that .NET gRPC users know, so that their code moves over, and names of descriptor.proto.
    private static readonly HashSet<string> s_known = ["ClientBase", "ChannelBase", "SourceCodeInfo"];

    public static TheoryData<string> Assemblies => [.. ProductAssembly.Names];

    // Of the sources, not of the metadata: names that a .proto gives its messages are not ours to choose.
    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var bad = new List<string>();
        foreach (string file in Repository.SourceFiles.Where(file => file.StartsWith("src/", StringComparison.Ordinal)))
        {
            foreach (Match declaration in Declaration().Matches(Repository.Read(file)))
            {
                string name = declaration.Groups["name"].Value;
                if (s_banned.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal) && name != suffix) && !s_known.Contains(name))
                    bad.Add($"{file}: {name}");
            }
        }
        Assert.Empty(bad);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_interface_begins_with_I_and_nothing_else_does(string assembly)
    {
        using ProductAssembly product = ProductAssembly.Open(assembly);
        foreach (TypeDefinition type in product.WrittenTypes.Where(type => (type.Attributes & System.Reflection.TypeAttributes.Interface) != 0))
            Assert.Matches("^I[A-Z]", product.SimpleName(type));
    }

    [GeneratedRegex(@"^ *(public|internal|private|protected|file)[ \w]*? (class|struct|interface|enum|record|record struct|record class) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
