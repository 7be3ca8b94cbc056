using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Repo.Tests.Metadata;

/// <summary>One assembly of the product, read as metadata: nothing of it is loaded or run.</summary>
internal sealed class ProductAssembly : IDisposable
{
    private readonly PEReader _file;

    private ProductAssembly(string name)
    {
        Name = name;
        _file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, name + ".dll")));
        Reader = _file.GetMetadataReader();
    }

    /// <summary>The projects of <c>src</c> whose assemblies are looked at.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetDirectories(Path.Combine(Sources.Repository.Root, "src")).Select(Path.GetFileName).OfType<string>().Where(name => File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll"))).Order(StringComparer.Ordinal)];

    public string Name { get; }

    public MetadataReader Reader { get; }

    /// <summary>The types that people wrote: none that the compiler made.</summary>
    public IEnumerable<TypeDefinition> WrittenTypes =>
        Reader.TypeDefinitions.Select(Reader.GetTypeDefinition).Where(type => !Reader.GetString(type.Name).Contains('<', StringComparison.Ordinal));

    public static ProductAssembly Open(string name) => new(name);

    /// <summary>The IL of a method; empty when it has none.</summary>
    public BlobReader Body(MethodDefinition method) =>
        method.RelativeVirtualAddress == 0 ? default : _file.GetMethodBody(method.RelativeVirtualAddress).GetILReader();

    /// <summary>The outermost type around a type, itself when it is not nested.</summary>
    public TypeDefinitionHandle Outermost(TypeDefinitionHandle handle)
    {
        while (Reader.GetTypeDefinition(handle).GetDeclaringType() is { IsNil: false } outer)
            handle = outer;
        return handle;
    }

    /// <summary>A type's name without the number of its type parameters.</summary>
    public string SimpleName(TypeDefinition type) => Reader.GetString(type.Name).Split('`')[0];

    public void Dispose() => _file.Dispose();
}
