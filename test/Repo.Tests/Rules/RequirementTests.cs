using System.Text.RegularExpressions;
using Repo.Tests.Sources;

namespace Repo.Tests.Rules;

/// <summary>The page that maps what was asked for to what shows it: nothing is left out, and what it names exists.</summary>
public sealed partial class RequirementTests
{
    private const string Page = "docs/requirements.md";

    // The items of the five documents: whole numbers with the letters that some have.
    private static readonly string[] s_items =
    [
        .. Numbered(0, 1, 10), .. Numbered(1, 1, 33), .. Numbered(2, 1, 9), "2.3b", .. Numbered(3, 0, 3),
        .. Lettered("3.4", "abcdef"), .. Lettered("3.5", "abcde"), .. Lettered("3.6", "abc"), .. Lettered("3.7", "abc"), .. Lettered("3.8", "abc"), "3.9", "3.10",
        .. Numbered(4, 1, 4), "4.3b",
    ];

    private static readonly Lazy<IReadOnlyDictionary<string, HashSet<string>>> s_testsByClass = new(FindTests);

    [Fact]
    public void Every_item_is_there_once_with_its_proof_or_as_open() =>
        Assert.Equal(s_items.Order(StringComparer.Ordinal), Rows().Select(row => row.Item).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_item_that_is_not_open_names_a_proof()
    {
        string open = Repository.Read(Page).Split("## Still open")[1];
        Assert.Empty(Rows().Where(row => !open.Contains($"| {row.Item} |", StringComparison.Ordinal) && !Proof().IsMatch(row.Proofs)).Select(row => row.Item));
    }

    [Fact]
    public void Every_proof_that_is_named_exists()
    {
        var missing = new List<string>();
        foreach ((string item, string proofs) in Rows())
        {
            foreach (string proof in Proof().Matches(proofs).Select(match => match.Groups[1].Value))
            {
                if (TestName().Match(proof) is { Success: true } test
                        ? !s_testsByClass.Value.TryGetValue(test.Groups[1].Value, out HashSet<string>? methods) || !methods.Contains(test.Groups[2].Value)
                        : LooksLikePath().IsMatch(proof) && !Repository.Files.Any(file => file == proof || file.StartsWith(proof + "/", StringComparison.Ordinal)))
                    missing.Add($"{item}: {proof}");
            }
        }
        Assert.Empty(missing);
    }

    private static IEnumerable<(string Item, string Proofs)> Rows() =>
        Row().Matches(Repository.Read(Page)).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    // Two classes of one name in different projects are taken as one: a test of the name exists.
    private static Dictionary<string, HashSet<string>> FindTests()
    {
        var tests = new Dictionary<string, HashSet<string>>();
        foreach (string file in Repository.SourceFiles.Where(file => file.StartsWith("test/", StringComparison.Ordinal)))
        {
            string text = Repository.Read(file);
            foreach (Match declaration in TestClass().Matches(text))
            {
                if (!tests.TryGetValue(declaration.Groups[1].Value, out HashSet<string>? methods))
                    tests[declaration.Groups[1].Value] = methods = [];
                methods.UnionWith(TestMethod().Matches(text).Select(match => match.Groups[1].Value));
            }
        }
        return tests;
    }

    private static IEnumerable<string> Numbered(int document, int first, int last) => Enumerable.Range(first, last - first + 1).Select(number => $"{document}.{number}");

    private static IEnumerable<string> Lettered(string item, string letters) => letters.Select(letter => $"{item}{letter}");

    [GeneratedRegex(@"^\| (\d\.\d+[a-f]?) \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Proof();

    [GeneratedRegex(@"^(\w+Tests)\.(\w+)$")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^(?:docs|examples|bench|src|test|eng)/|\.md$|^LICENSE$")]
    private static partial Regex LooksLikePath();

    [GeneratedRegex(@"class (\w+Tests)\b")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"\[\w*(?:Fact|Theory)\b[^\n]*\](?:\s*\[[^\n]*\])*\s*public (?:async )?(?:Task|void|ValueTask) (\w+)\(")]
    private static partial Regex TestMethod();
}
