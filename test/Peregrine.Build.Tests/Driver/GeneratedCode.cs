using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Peregrine.Build.Tests.Driver;

/// <summary>Compiles generated C# as a strict user would: nullable, documentation checked, every warning an error.</summary>
internal static class GeneratedCode
{
    private static readonly Lazy<MetadataReference[]> s_references = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
        .. Directory.GetFiles(RuntimeFolder(), "Peregrine*.dll").Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private static readonly Lazy<AssemblyLoadContext> s_runtime = new(() =>
    {
        var context = new AssemblyLoadContext("runtime");
        context.Resolving += static (context, name) => context.LoadFromAssemblyPath(Path.Combine(RuntimeFolder(), name.Name + ".dll"));
        return context;
    });

    private static int s_count;

    /// <summary>What the compiler has to say, hints apart.</summary>
    public static IEnumerable<string> Complaints(GeneratorRunResult generated, string extra = "") =>
        Compile(generated, "#pragma warning disable CS1591\n" + extra).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Warning or DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.ToString());

    /// <summary>Compiles it together with a class <c>Use</c>, whose method <c>Run</c> is run against the runtime; gives what that gives.</summary>
    public static string Run(GeneratorRunResult generated, string use)
    {
        using var code = new MemoryStream();
        EmitResult emitted = Compile(generated, use).Emit(code);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        Assembly assembly = s_runtime.Value.LoadFromStream(new MemoryStream(code.ToArray()));
        return (string)assembly.GetType("Use")!.GetMethod("Run")!.Invoke(null, null)!;
    }

    private static CSharpCompilation Compile(GeneratorRunResult generated, string extra)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Diagnose);
        IEnumerable<SyntaxTree> trees = generated.GeneratedSources.Select(source => CSharpSyntaxTree.ParseText(source.SourceText, parse, source.HintName));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999);
        return CSharpCompilation.Create($"generated{Interlocked.Increment(ref s_count)}", [.. trees, CSharpSyntaxTree.ParseText(extra, parse)], s_references.Value, options);
    }

    // Beside this test's own output, in the project that it builds first.
    private static string RuntimeFolder()
    {
        string own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        DirectoryInfo? root = new(own);
        while (!File.Exists(Path.Combine(root!.FullName, "Peregrine.slnx")))
            root = root.Parent;
        return Path.Combine(root.FullName, "src", "Peregrine", Path.Combine(own.Split(Path.DirectorySeparatorChar)[^3..]));
    }
}
