using System.Globalization;
using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Peregrine.Compiler.Tests.Golden;

/// <summary>
/// The corpus against its golden results. <c>UPDATE_GOLDEN=* dotnet test</c> (or a glob of bundle names) makes the results anew with the
/// reference compiler.
/// </summary>
public sealed partial class CorpusTests
{
    // Here we point at what was left open or is without effect, protoc at the place where it noticed, which may be another line.
    private static readonly HashSet<string> s_placedElsewhere = ["PG0102", "PG0002", "PG0333"];

    // Here protoc points at something larger or beside it on the same line: at the statement instead of the path, package or number in it, at
    // the brace instead of the wrong token within, at the character behind the backslash, sign or prefix instead of the literal.
    private static readonly HashSet<string> s_placedInLine =
    [
        "PG0001", "PG0003", "PG0004", "PG0007", "PG0008", "PG0101", "PG0106", "PG0107", "PG0110", "PG0113", "PG0201", "PG0202", "PG0203", "PG0206", "PG0210", "PG0212", "PG0214", "PG0216", "PG0217", "PG0218",
        "PG0303", "PG0306", "PG0307", "PG0310", "PG0314", "PG0326", "PG0328", "PG0329", "PG0332", "PG0407", "PG0409", "PG0501", "PG0502",
    ];

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
    public void Nearly_all_errors_are_at_the_column_of_protoc_as_well()
    {
        var (same, placed) = (0, 0);
        foreach (var item in CorpusFiles.Bundles.SelectMany(static path => CorpusCase.ReadBundle(path).Select(item => (Case: item, Golden: GoldenResult.ReadBundle(CorpusFiles.GoldenOf(path))[item.Name]))))
        {
            if (item.Golden.Errors.Select(static error => PlacedError().Match(error)).FirstOrDefault(static match => match.Success) is not { } theirs)
                continue;
            placed++;
            var place = (int.Parse(theirs.Groups["line"].Value, CultureInfo.InvariantCulture), int.Parse(theirs.Groups["column"].Value, CultureInfo.InvariantCulture));
            same += item.Case.Compile().Diagnostics.Any(error => PlaceOf(item.Case, error) == place) ? 1 : 0;
        }

        Assert.True(same >= placed * 0.79, $"{same} of {placed}");
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
        var (line, column) = (int.Parse(theirs.Groups["line"].Value, CultureInfo.InvariantCulture), int.Parse(theirs.Groups["column"].Value, CultureInfo.InvariantCulture));
        var isSame = errors.Exists(error => error.File == theirs.Groups["file"].Value
            && (PlaceOf(item, error) == (line, column) || (s_placedInLine.Contains(error.Id) && error.Span.Line <= line && line <= error.Span.EndLine)));
        return isSame || s_placedElsewhere.Contains(errors[0].Id) ? null : $"{item}: protoc says {theirs.Value}, we {errors[0]}: {golden.Errors[0]}";
    }

    // As protoc counts: columns in bytes, tabs to the next multiple of eight.
    private static (int Line, int Column) PlaceOf(CorpusCase item, Diagnostic error)
    {
        if (!item.Files.TryGetValue(error.File, out var text))
            return default;
        var lineStart = error.Span.Start == 0 ? 0 : Array.LastIndexOf(text, (byte)'\n', error.Span.Start - 1) + 1;
        var column = 0;
        for (var i = lineStart; i < error.Span.Start; i++)
            column = text[i] == '\t' ? column / 8 * 8 + 8 : column + 1;
        return (error.Span.Line, column + 1);
    }

    [GeneratedRegex(@"^(?<file>\S+?\.proto):(?<line>\d+):(?<column>\d+): (?!warning)")]
    private static partial Regex PlacedError();
}
