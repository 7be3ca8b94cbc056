using Peregrine.Schema;

namespace Peregrine.Compiler.Tests.Golden;

/// <summary>
/// Debian's protoc and buf as second opinions. They differ from the reference in bytes, so descriptors are compared by meaning
/// (<see cref="DescriptorMeaning"/> says how), with source info and all options kept. A part of the large sets by default, all of them with
/// PEREGRINE_ALL_PROTOS=1.
/// </summary>
public sealed class SecondOpinionTests
{
    private static readonly bool s_all = Environment.GetEnvironmentVariable("PEREGRINE_ALL_PROTOS") == "1";

    // In real files: what the older one does not know, of the options and rules that came after it.
    private static readonly string[] s_newer = ["Option \"verification\" unknown", "Option \"declaration\" unknown", "The JSON camel-case name of field"];

    [ForeignCompilerFact]
    public void The_corpus_means_the_same_to_Debians_protoc() => CompareCorpus(ForeignCompiler.DebianProtoc, s_all ? 1 : 10);

    [ForeignCompilerFact]
    public void The_corpus_means_the_same_to_buf() => CompareCorpus(ForeignCompiler.Buf, s_all ? 1 : 25);

    [ForeignCompilerFact]
    public void Real_files_mean_the_same_to_Debians_protoc() => CompareFolders(ForeignCompiler.DebianProtoc);

    [ForeignCompilerFact]
    public void Real_files_mean_the_same_to_buf() => CompareFolders(ForeignCompiler.Buf);

    private static void CompareCorpus(ForeignCompiler foreign, int step)
    {
        var failures = new List<string?>();
        var compared = 0;
        foreach (var item in CorpusFiles.Cases.Where((_, index) => index % step == 0))
        {
            var result = item.Compile();
            if (!result.Success)
                continue;
            var failure = Compare(foreign, result, item.Resolver, item.ToString(), [], ref compared);
            if (KnownDifferences.ReasonFor(foreign, item) is not { } reason)
                failures.Add(failure);
            else if (failure is null)
                failures.Add($"{item}: does not differ any more ({foreign.Name} {reason})");
        }

        failures.RemoveAll(static failure => failure is null);
        Assert.True(failures.Count == 0, $"{failures.Count} of {compared}\n" + string.Join("\n", failures.Take(40)));
        Assert.True(compared > 0);
    }

    private static void CompareFolders(ForeignCompiler foreign)
    {
        var failures = new List<string>();
        var compared = 0;
        foreach (var folders in ProtoFolders.OfThisRepository().Concat(ProtoFolders.OfNpm()))
        {
            var files = folders.Files.ToList();
            if (!s_all && files.Count > 200)
                files = [.. files.Where(static (_, index) => index % 20 == 0)];
            var resolver = new CompositeResolver(new DirectoryResolver(folders.Roots), WellKnownProtos.Resolver);
            var result = ProtoCompiler.Compile(files, resolver);
            var single = result.Success ? [result] : files.Where((_, index) => s_all || files.Count < 50 || index % 10 == 0).Select(file => ProtoCompiler.Compile([file], resolver)).Where(static item => item.Success).ToList();
            foreach (var item in single)
            {
                if (Compare(foreign, item, resolver, folders.Name, foreign == ForeignCompiler.DebianProtoc ? s_newer : [], ref compared) is { } failure)
                    failures.Add(failure);
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count}\n" + string.Join("\n", failures.DistinctBy(static failure => failure[(failure.IndexOf(':', StringComparison.Ordinal) + 1)..]).Take(40)));
        Assert.True(compared > 100, $"only {compared} files");
    }

    // The files are written to a folder of their own, with everything that they import, so that all compilers see the same.
    private static string? Compare(ForeignCompiler foreign, CompileResult result, SourceResolver resolver, string name, string[] excuses, ref int compared)
    {
        var root = Directory.CreateTempSubdirectory("peregrine-opinion-").FullName;
        try
        {
            foreach (var file in result.Pool.Files)
            {
                var path = Path.Combine(root, file.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                Assert.True(resolver.TryOpen(file.Name, out var source));
                File.WriteAllBytes(path, source.Utf8);
            }

            var (theirs, errors) = foreign.Compile(root, result.Files.Select(static file => file.Name));
            if (theirs is null)
                return MayReject(foreign, result) || excuses.Any(excuse => errors.Contains(excuse, StringComparison.Ordinal)) ? null : $"{name}: rejected by {foreign.Name}: {errors}";
            compared += theirs.File.Count;
            var ours = result.ToDescriptorSet(includeImports: true, includeSourceInfo: true, retainOptions: true).File.ToDictionary(static file => file.Name!);
            return theirs.File.Select(file => DescriptorMeaning.Difference(result.Pool, ours[file.Name!], file, ownPlaces: foreign == ForeignCompiler.Buf)).FirstOrDefault(static difference => difference is not null) is { } found ? $"{name}: {found}" : null;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    // Editions came after Debian's protoc, and buf has none that are not decided.
    private static bool MayReject(ForeignCompiler foreign, CompileResult result) =>
        result.Pool.Files.Any(file => file.Edition >= (foreign == ForeignCompiler.DebianProtoc ? Edition.Edition2023 : Edition.Unstable));
}
