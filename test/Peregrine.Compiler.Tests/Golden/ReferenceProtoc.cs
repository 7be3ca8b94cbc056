using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Peregrine.Compiler.Tests.Golden;

/// <summary>The reference compiler: the protoc of the Grpc.Tools package that the test project has restored.</summary>
internal sealed class ReferenceProtoc
{
    private const string Version = "2.85.0";

    private readonly string _root;

    private ReferenceProtoc(string root)
    {
        _root = root;
    }

    public string Includes => Path.Combine(_root, "build", "native", "include");

    private string Executable => Path.Combine(_root, "tools", "linux_x64", "protoc");

    /// <summary>Finds it; null where it cannot run. The test project's restore brings the package.</summary>
    public static ReferenceProtoc? Find()
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var protoc = new ReferenceProtoc(Path.Combine(cache, "grpc.tools", Version));
        return OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 ? protoc : null;
    }

    /// <summary>Compiles files below one of some folders, imports included.</summary>
    public (byte[]? Set, string Errors) RunIn(IReadOnlyList<string> roots, string outputFolder, GoldenMode mode, IEnumerable<string> files) =>
        Run(roots, outputFolder, mode, includeImports: true, files);

    // Gives the descriptor set, or null and what protoc wrote about errors.
    private (byte[]? Set, string Errors) Run(IReadOnlyList<string> roots, string outputFolder, GoldenMode mode, bool includeImports, params IEnumerable<string> files)
    {
        var output = Path.Combine(outputFolder, $".out-{mode.Name}");
        var start = new ProcessStartInfo(Executable) { RedirectStandardError = true, WorkingDirectory = roots[0] };
        foreach (var argument in (string[])["-I.", .. roots.Skip(1).Select(static root => "-I" + root), "-I" + Includes, "-o" + output, .. mode.ProtocArguments, .. includeImports ? ["--include_imports"] : Array.Empty<string>(), .. files])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode == 0 ? File.ReadAllBytes(output) : null, errors);
    }

    /// <summary>Compiles a case of the corpus in every mode; the sets are empty when it is rejected.</summary>
    public GoldenResult Run(CorpusCase item, bool includeImports)
    {
        var folder = Directory.CreateTempSubdirectory("peregrine-golden-").FullName;
        try
        {
            foreach (var (path, bytes) in item.Files)
            {
                var file = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllBytes(file, bytes);
            }

            var sets = new Dictionary<string, byte[]>();
            foreach (var mode in GoldenMode.All)
            {
                var (set, errors) = Run([folder], folder, mode, includeImports, item.Root);
                if (set is null)
                    return new GoldenResult(sets, errors.Replace(folder, "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries));
                sets.Add(mode.Name, set);
            }

            return new GoldenResult(sets, []);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
