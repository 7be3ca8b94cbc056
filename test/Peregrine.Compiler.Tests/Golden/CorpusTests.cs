using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Peregrine.Schema;

namespace Peregrine.Compiler.Tests.Golden;

/// <summary>
/// The corpus against its golden results. <c>UPDATE_GOLDEN=* dotnet test</c> (or a glob of bundle names) makes the results anew with the
/// reference compiler.
/// </summary>
public sealed partial class CorpusTests
{
    // What protoc says a second time in other words, or only because an import failed or its reading of the file has lost its way: we say it once.
    private static readonly string[] s_consequences =
    [
        "  Comment started here.", "Interpreting non ascii codepoint", "Expanded map entry type", "map_entry should not be set explicitly",
        "Reached end of input in message definition", "Suggested field numbers",
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
    public void The_corpus_has_more_than_two_thousand_files_good_and_bad()
    {
        var results = CorpusFiles.Bundles.SelectMany(static bundle => GoldenResult.ReadBundle(CorpusFiles.GoldenOf(bundle)).Values).ToList();
        Assert.True(results.Count >= 2000, $"{results.Count} cases");
        Assert.True(results.Count(static result => result.IsAccepted) >= 700);
        Assert.True(results.Count(static result => !result.IsAccepted) >= 1900);
    }

    [Fact]
    public void Every_rule_that_a_text_can_break_is_broken_by_a_file_of_the_corpus()
    {
        // Names are invalid for being too long only, which NameLengthTests has; the others are of descriptors, of C#, or reserved.
        string[] notInText =
        [
            DiagnosticIds.MissingSyntax, DiagnosticIds.InvalidName, DiagnosticIds.FileTwice, DiagnosticIds.OneofSplit, DiagnosticIds.ExtensionNotAllowed, DiagnosticIds.NameTaken,
        ];
        var broken = CorpusFiles.Cases.SelectMany(static item => item.Compile().Diagnostics).Select(static diagnostic => diagnostic.Id).ToHashSet();
        var ids = typeof(DiagnosticIds).GetFields().Select(static field => (string)field.GetRawConstantValue()!).Where(static id => id.StartsWith("PG0", StringComparison.Ordinal));
        Assert.Equal(string.Join(" ", notInText.Order()), string.Join(" ", ids.Except(broken).Order()));
    }

    // Every fifth case, all of them with PEREGRINE_ALL_PROTOS=1.
    [ReferenceProtocFact]
    public void The_golden_results_are_what_protoc_gives_today_and_imports_are_included_in_its_order()
    {
        var protoc = ReferenceProtoc.Find()!;
        var failures = new System.Collections.Concurrent.ConcurrentBag<string>();
        var step = Environment.GetEnvironmentVariable("PEREGRINE_ALL_PROTOS") == "1" ? 1 : 5;
        Parallel.ForEach(CorpusFiles.Cases.Where((_, index) => index % step == 0), new ParallelOptions { MaxDegreeOfParallelism = 2 }, item =>
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

    internal static string? Compare(CorpusCase item, GoldenResult golden, bool includeImports = false, bool firstOnly = false)
    {
        var result = item.Compile();
        var errors = result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (!golden.IsAccepted)
            return errors.Count == 0 ? $"{item}: accepted, but protoc says {golden.Errors[0]}" : ComparePlace(item, golden, errors, firstOnly);
        if (errors.Count > 0)
            return $"{item}: rejected with {errors[0]}, but protoc accepts it";
        foreach (var mode in GoldenMode.All)
        {
            if (!result.ToDescriptorSet(includeImports, mode.SourceInfo, mode.RetainOptions).ToBytes().AsSpan().SequenceEqual(golden.Sets[mode.Name]))
                return $"{item}: the descriptor set differs in mode {mode.Name}";
        }

        return null;
    }

    private static string? ComparePlace(CorpusCase item, GoldenResult golden, List<Diagnostic> errors, bool firstOnly)
    {
        var places = errors.Select(error => $"{error.File}:{PlaceOf(item, error)}: ").ToHashSet();
        var isImportMissing = errors.Exists(static error => error.Id is DiagnosticIds.ImportNotFound or DiagnosticIds.ImportFailed or DiagnosticIds.InvalidPath);
        var missed = golden.Errors.Where((error, index) => PlacedError().Match(error) is { Success: true } place && !places.Contains(place.Value)
            && !(index > 0 && (firstOnly || IsConsequence(error, isImportMissing)))).ToList();
        return missed.Count == 0 ? null : $"{item}: protoc says\n  {string.Join("\n  ", missed)}\nand we\n  {string.Join("\n  ", errors.Select(error => $"{PlaceOf(item, error)} {error}"))}";
    }

    private static bool IsConsequence(string error, bool isImportMissing) =>
        Array.Exists(s_consequences, text => error.Contains(text, StringComparison.Ordinal)) || (isImportMissing && error.EndsWith("is not defined.", StringComparison.Ordinal));

    // As protoc counts: columns in bytes, tabs to the next multiple of eight.
    private static string PlaceOf(CorpusCase item, Diagnostic error)
    {
        if (!item.Files.TryGetValue(error.File, out var text))
            return "";
        var lineStart = error.Place.Offset == 0 ? 0 : Array.LastIndexOf(text, (byte)'\n', error.Place.Offset - 1) + 1;
        var column = 0;
        for (var i = lineStart; i < error.Place.Offset; i++)
            column = text[i] == '\t' ? column / 8 * 8 + 8 : column + 1;
        return $"{error.Place.Line}:{column + 1}";
    }

    [GeneratedRegex(@"^\S+?\.proto:\d+:\d+: (?!warning)")]
    private static partial Regex PlacedError();
}
