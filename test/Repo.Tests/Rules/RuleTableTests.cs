using System.Text.RegularExpressions;
using Repo.Tests.Sources;

namespace Repo.Tests.Rules;

/// <summary>The page that says which test proves which rule names tests that exist.</summary>
public sealed partial class RuleTableTests
{
    private const string Page = "docs/http2-rules.md";

    [Fact]
    public void Every_test_that_the_table_of_rules_names_exists()
    {
        HashSet<string> tests = [.. Repository.SourceFiles.Where(file => file.StartsWith("test/", StringComparison.Ordinal)).SelectMany(TestsOf)];
        string[] named = [.. Repository.Read(Page).Split('\n').SelectMany(line => Name().Matches(line)).Select(match => match.Groups[1].Value).Distinct()];
        Assert.True(named.Length > 100, $"{Page} names {named.Length} tests");
        Assert.Empty(named.Except(tests));
    }

    [Fact]
    public void Every_rule_of_the_table_has_a_test()
    {
        IEnumerable<string> rows = Repository.Read(Page).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| clause", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => !Name().IsMatch(row));
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

    [GeneratedRegex(@"`([A-Z0-9]\w*_\w+_\w+)`")]
    private static partial Regex Name();
}
