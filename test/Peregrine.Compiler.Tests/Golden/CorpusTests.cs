using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Peregrine.Compiler.Tests.Golden;

/// <summary>
/// The corpus against its golden results. <c>UPDATE_GOLDEN=* dotnet test</c> (or a glob of bundle names) makes the results anew with the
/// reference compiler.
/// </summary>
public sealed partial class CorpusTests
{
    // Here we point at what was left open or is without effect, protoc at the place where it noticed.
    private static readonly HashSet<string> s_placedElsewhere = ["PG0102", "PG0002", "PG0333"];

    public static TheoryData<string> BundleNames
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (var bundle in CorpusFiles.Bundles)
                names.Add(Path.GetFileNameWithoutExtension(bundle));
            return names;
        }
    }

    [Theory]
    [MemberData(nameof(BundleNames))]
    public void Every_file_is_accepted_with_the_bytes_of_protoc_or_rejected_at_its_place(string bundle)
    {
        var path = Path.Combine(CorpusFiles.Root, bundle + ".corpus");
        var cases = CorpusCase.ReadBundle(path).ToList();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is { Length: > 0 } glob && FileSystemName.MatchesSimpleExpression(glob, bundle))
            Refresh(path, cases);
        var golden = GoldenResult.ReadBundle(CorpusFiles.GoldenOf(path));
        var failures = cases.Select(item => Compare(item, golden[item.Name])).Where(static failure => failure is not null).ToList();
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    [Fact]
    public void The_corpus_has_more_than_six_hundred_files_good_and_bad()
    {
        var results = CorpusFiles.Bundles.SelectMany(static bundle => GoldenResult.ReadBundle(CorpusFiles.GoldenOf(bundle)).Values).ToList();
        Assert.True(results.Count >= 600, $"{results.Count} cases");
        Assert.True(results.Count(static result => result.IsAccepted) >= 250);
        Assert.True(results.Count(static result => !result.IsAccepted) >= 250);
    }

    [ReferenceProtocFact]
    public void The_golden_results_are_what_protoc_gives_today_and_imports_are_included_in_its_order()
    {
        var protoc = ReferenceProtoc.Find()!;
        var failures = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.ForEach(CorpusFiles.Cases, new ParallelOptions { MaxDegreeOfParallelism = 2 }, item =>
        {
            if (Compare(item, protoc.Run(item, includeImports: true), includeImports: true) is { } failure)
                failures.Add(failure);
        });
        Assert.True(failures.IsEmpty, string.Join("\n", failures.Take(20)));
    }

    private static void Refresh(string path, List<CorpusCase> cases)
    {
        var protoc = ReferenceProtoc.Find() ?? throw new InvalidOperationException("UPDATE_GOLDEN needs the protoc of Grpc.Tools in the package cache");
        GoldenResult.WriteBundle(CorpusFiles.GoldenOf(path), cases.Select(item => (item, protoc.Run(item, includeImports: false))));
    }

    private static string? Compare(CorpusCase item, GoldenResult golden, bool includeImports = false)
    {
        var result = item.Compile();
        var errors = result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (!golden.IsAccepted)
            return errors.Count == 0 ? $"{item}: accepted, but protoc says {golden.Errors[0]}" : ComparePlace(item, golden, errors);
        if (errors.Count > 0)
            return $"{item}: rejected with {errors[0]}, but protoc accepts it";
        foreach (var mode in GoldenMode.All)
        {
            if (!result.ToDescriptorSet(includeImports, mode.SourceInfo, mode.RetainOptions).ToBytes().AsSpan().SequenceEqual(golden.Sets[mode.Name]))
                return $"{item}: the descriptor set differs in mode {mode.Name}";
        }

        return null;
    }

    private static string? ComparePlace(CorpusCase item, GoldenResult golden, List<Diagnostic> errors)
    {
        var theirs = golden.Errors.Select(static error => PlacedError().Match(error)).FirstOrDefault(static match => match.Success);
        if (theirs is null)
            return null;
        var line = int.Parse(theirs.Groups["line"].Value, System.Globalization.CultureInfo.InvariantCulture);
        var isSame = errors.Exists(error => error.File == theirs.Groups["file"].Value && error.Span.Line <= line && line <= error.Span.EndLine);
        return isSame || s_placedElsewhere.Contains(errors[0].Id) ? null : $"{item}: protoc says {theirs.Value}, we {errors[0]}";
    }

    [GeneratedRegex(@"^(?<file>\S+?\.proto):(?<line>\d+):(?<column>\d+): (?!warning)")]
    private static partial Regex PlacedError();
}
