using System.Runtime.CompilerServices;

namespace Peregrine.Compiler.Tests.Golden;

/// <summary>Where the corpus lies: in the source tree, so that goldens are refreshed in place.</summary>
internal static class CorpusFiles
{
    public static string Root { get; } = Path.Combine(SourceFolder(), "..", "Corpus");

    public static string RepositoryRoot { get; } = Path.GetFullPath(Path.Combine(SourceFolder(), "..", "..", ".."));

    public static IEnumerable<string> Bundles => Directory.GetFiles(Root, "*.corpus").Order(StringComparer.Ordinal);

    public static string GoldenOf(string bundle) => Path.ChangeExtension(bundle, ".golden");

    public static IEnumerable<CorpusCase> Cases => Bundles.SelectMany(CorpusCase.ReadBundle);

    // Paths in the binaries are mapped to /_/ for determinism; the tests run from inside the tree.
    private static string SourceFolder([CallerFilePath] string path = "")
    {
        const string Mapped = "/_/";
        if (!path.StartsWith(Mapped, StringComparison.Ordinal))
            return Path.GetDirectoryName(path)!;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Peregrine.slnx")))
                return Path.Combine(folder.FullName, Path.GetDirectoryName(path[Mapped.Length..])!);
        }

        throw new InvalidOperationException("the tests do not run from inside the source tree");
    }
}
