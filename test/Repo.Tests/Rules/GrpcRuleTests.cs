using System.Globalization;
using System.Text.RegularExpressions;
using Repo.Tests.Sources;

namespace Repo.Tests.Rules;

/// <summary>The table of <c>docs/grpc-rules.md</c> names tests that exist, and every test that is named after a rule.</summary>
public sealed partial class GrpcRuleTests
{
    private const int Rules = 91;

    private static readonly Dictionary<int, string> s_rows = Row().Matches(Repository.Read("docs/grpc-rules.md"))
        .ToDictionary(row => int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture), row => row.Value);

    private static readonly HashSet<string> s_tests = [.. Repository.SourceFiles.Where(file => file.StartsWith("test/", StringComparison.Ordinal))
        .SelectMany(file => Test().Matches(Repository.Read(file)).Select(test => test.Groups[1].Value))];

    [Fact]
    public void Every_rule_has_a_test_or_a_reason()
    {
        Assert.Equal(Enumerable.Range(1, Rules), s_rows.Keys.Order());
        Assert.All(s_rows.Values, row => Assert.True(Named().IsMatch(row) || row.Contains("not here: ", StringComparison.Ordinal), row));
    }

    [Fact]
    public void Every_test_that_the_table_names_exists() =>
        Assert.All(s_rows.Values.SelectMany(row => Named().Matches(row).Select(name => name.Groups[1].Value)), name => Assert.True(s_tests.Contains(name), name));

    [Fact]
    public void Every_test_that_is_named_after_a_rule_stands_in_its_row()
    {
        var missing = new List<string>();
        foreach (string test in s_tests)
        {
            if (!AfterRule().IsMatch(test))
                continue;
            foreach (string number in AfterRule().Match(test).Groups[1].Value.Split('_'))
            {
                if (!s_rows[int.Parse(number, CultureInfo.InvariantCulture)].Contains($"`{test}`", StringComparison.Ordinal))
                    missing.Add($"{number}: {test}");
            }
        }

        Assert.Empty(missing);
    }

    [GeneratedRegex(@"^\| (\d+) \|.*$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"public (?:async )?(?:void|Task) (\w+)\(")]
    private static partial Regex Test();

    [GeneratedRegex(@"^Rules?_(\d+(?:_\d+)*)_")]
    private static partial Regex AfterRule();
}
