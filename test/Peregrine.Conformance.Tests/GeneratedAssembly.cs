using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Peregrine.Compiler.CSharp;
using Peregrine.Protobuf;
using Peregrine.Protobuf.Reflection;
using Peregrine.Schema;

namespace Peregrine.Conformance.Tests;

/// <summary>The suite's test messages as the C# generator writes them, compiled in memory.</summary>
internal static class GeneratedAssembly
{
    /// <summary>Files whose types the runtime library has itself.</summary>
    private static readonly HashSet<string> s_runtime =
        [.. Compiler.WellKnownProtos.Paths];

    private static readonly Lazy<CSharpCompilation> s_compilation = new(() => Compile(CSharpStyle.Peregrine));

    private static readonly Lazy<TypeRegistry> s_registry = new(() => Load(s_compilation.Value));

    public static TypeRegistry Registry => s_registry.Value;

    /// <summary>What the C# compiler has to say about the generated code, warnings included.</summary>
    public static IReadOnlyList<string> Complaints(CSharpStyle style)
    {
        CSharpCompilation compilation = style == CSharpStyle.Peregrine ? s_compilation.Value : Compile(style);
        return [.. compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(static diagnostic => diagnostic.ToString())];
    }

    private static CSharpCompilation Compile(CSharpStyle style)
    {
        DescriptorPool pool = FileDescriptorLoader.Load(ConformanceVectors.Descriptors);
        var options = new CSharpOptions { Style = style };
        var parse = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Diagnose);
        IEnumerable<SyntaxTree> trees = pool.Files
            .Where(static file => !s_runtime.Contains(file.Name))
            .Select(file => CSharpSyntaxTree.ParseText(CSharpGenerator.Generate(file, options), parse, file.Name + ".cs"));
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return CSharpCompilation.Create(
            "Generated",
            trees,
            platform.Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));
    }

    private static TypeRegistry Load(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        if (!result.Success)
            throw new InvalidDataException(string.Join('\n', result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(20)));
        Assembly assembly = Assembly.Load(image.ToArray());
        IEnumerable<GeneratedTypes> files = assembly.GetTypes()
            .Where(static type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(static type => (GeneratedTypes)type.GetProperty("Types")!.GetValue(null)!);
        return TypeRegistry.From(files);
    }
}
