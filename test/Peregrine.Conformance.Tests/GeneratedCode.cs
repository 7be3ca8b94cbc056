using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Peregrine.Compiler.CSharp;
using Peregrine.Protobuf.Reflection;
using Peregrine.Schema;

namespace Peregrine.Conformance.Tests;

/// <summary>The suite's test messages as the C# generator writes them, compiled in memory.</summary>
internal static class GeneratedCode
{
    /// <summary>Files whose types the runtime library has itself.</summary>
    private static readonly HashSet<string> s_runtime =
        [.. Compiler.WellKnownProtos.Paths];

    /// <summary>What the C# compiler has to say about the generated code, warnings included.</summary>
    public static IReadOnlyList<string> Complaints(CSharpStyle style)
    {
        return [.. Compile(style).GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(static diagnostic => diagnostic.ToString())];
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
            platform.Split(Path.PathSeparator)
                .Where(static path => !Path.GetFileName(path).StartsWith("Peregrine.Conformance", StringComparison.Ordinal)) // has the same messages itself
                .Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));
    }
}
