using System.Reflection.Metadata;
using Repo.Tests.Metadata;

namespace Repo.Tests.Rules;

public sealed class NamingTests
{
    // If no better noun exists, the split is wrong (house style 13).
    private static readonly string[] s_banned = ["Manager", "Helper", "Helpers", "Util", "Utils", "Impl", "Info", "Base", "Processor", "Data"];

    // Names that .NET gRPC users know, so that their code moves over, and names of descriptor.proto.
    private static readonly HashSet<string> s_known = ["ClientBase", "ChannelBase", "SourceCodeInfo", "GeneratedCodeInfo"];

    public static TheoryData<string> Assemblies => [.. ProductAssembly.Names];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_type_has_a_name_that_says_nothing(string assembly)
    {
        using ProductAssembly product = ProductAssembly.Open(assembly);
        var bad = new List<string>();
        foreach (TypeDefinition type in product.WrittenTypes)
        {
            string name = product.SimpleName(type);
            bool generated = name.EndsWith("Base", StringComparison.Ordinal) && !type.GetDeclaringType().IsNil;
            if (s_banned.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal) && name != suffix) && !generated && !s_known.Contains(name))
                bad.Add(name);
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
}
