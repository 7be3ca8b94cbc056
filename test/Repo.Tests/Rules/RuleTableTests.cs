using System.Globalization;
using System.Text.RegularExpressions;
using Repo.Tests.Sources;

namespace Repo.Tests.Rules;

/// <summary>The pages that say which test proves which rule, and which limit, name tests that exist.</summary>
public sealed partial class RuleTableTests
{
    private const string Page = "docs/http2-rules.md";
    private const string Limits = "docs/limits.md";
    private const string Endpoints = "docs/endpoints.md";

    [Theory]
    [InlineData(Page, 100)]
    [InlineData(Limits, 40)]
    [InlineData(Endpoints, 40)]
    public void Every_test_that_the_table_names_exists(string page, int atLeast)
    {
        HashSet<string> tests = [.. Repository.SourceFiles.Where(file => file.StartsWith("test/", StringComparison.Ordinal)).SelectMany(TestsOf)];
        string[] named = [.. Repository.Read(page).Split('\n').SelectMany(line => Name().Matches(line)).Select(match => match.Groups[1].Value).Distinct()];
        Assert.True(named.Length > atLeast, $"{page} names {named.Length} tests");
        Assert.Empty(named.Except(tests));
    }

    [Fact]
    public void Every_rule_of_the_table_has_a_test()
    {
        IEnumerable<string> rows = Repository.Read(Page).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| clause", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => !Name().IsMatch(row));
    }

    [Fact]
    public void Every_limit_has_a_row_with_its_default_and_every_kind_of_report_too()
    {
        const string Folder = "src/Peregrine.Http2/Limits/";
        string[] rows = [.. Repository.Read(Limits).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))];
        (string Name, string Default)[] options = [.. Option().Matches(Repository.Read(Folder + "AbuseLimits.cs")).Select(match => (match.Groups[1].Value, Written(match.Groups[2].Value)))];
        Assert.True(options.Length > 10, $"{options.Length} options were found");
        foreach ((string name, string value) in options.Where(option => option.Name != "Window"))
            Assert.True(rows.Any(row => row.Contains($"`{name}` {value}", StringComparison.Ordinal)), $"{Limits} has no row with `{name}` {value}");
        foreach (Match kind in Kind().Matches(Repository.Read(Folder + "AbuseKind.cs")))
            Assert.True(rows.Any(row => row.Contains($"| {kind.Groups[1].Value} |", StringComparison.Ordinal)), $"{Limits} has no row with the kind {kind.Groups[1].Value}");
    }

    // As a page writes what code has as 20_000, 64 * 1024, 1 << 20 or TimeSpan.FromSeconds(60).
    private static string Written(string initializer)
    {
        string number = Number().Match(initializer).Value.Replace("_", "", StringComparison.Ordinal);
        return initializer.StartsWith("TimeSpan.FromSeconds", StringComparison.Ordinal) ? $"{number} s"
            : initializer.EndsWith("* 1024", StringComparison.Ordinal) ? $"{number} KiB"
            : initializer.EndsWith("<< 20", StringComparison.Ordinal) ? $"{number} MiB"
            : int.Parse(number, CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture);
    }

    // A test is a method below an attribute that says so; other attributes and comments may stand between.
    private static IEnumerable<string> TestsOf(string file)
    {
        bool marked = false;
        foreach (string line in Repository.Read(file).Split('\n').Select(line => line.Trim()))
        {
            if (Marker().IsMatch(line))
                marked = true;
            else if (Method().Match(line) is { Success: true } method)
            {
                if (marked)
                    yield return method.Groups[1].Value;
                marked = false;
            }
        }
    }

    [GeneratedRegex(@"^\[\w*(Fact|Theory)\b")]
    private static partial Regex Marker();

    [GeneratedRegex(@"^public (?:async Task|void) (\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"`([A-Z0-9]\w*_\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"public \w+ (\w+) \{ get; init; \} = ([^;]+);")]
    private static partial Regex Option();

    [GeneratedRegex(@"[\d_]+")]
    private static partial Regex Number();

    [GeneratedRegex(@"^    (\w+),\s*$", RegexOptions.Multiline)]
    private static partial Regex Kind();
}
