using Repo.Tests.Sources;

namespace Repo.Tests.Rules;

public sealed class FileSizeTests
{
    private const int Cap = 600;

    // A file over the cap is a line here with its reason.
    private static readonly Dictionary<string, string> s_exceptions = [];

    private static readonly Dictionary<string, int> s_lines = Repository.SourceFiles.ToDictionary(file => file, file => Repository.Read(file).Count(c => c == '\n'));

    [Fact]
    public void No_file_is_longer_than_600_lines()
    {
        IEnumerable<string> longer = s_lines.Where(file => file.Value > Cap && !s_exceptions.ContainsKey(file.Key)).Select(file => $"{file.Key}: {file.Value} lines");
        Assert.Empty(longer);
    }

    [Fact]
    public void Every_exception_is_still_needed() =>
        Assert.All(s_exceptions.Keys, file => Assert.True(s_lines.GetValueOrDefault(file) > Cap, $"{file} is within the cap: remove its line"));

    [Theory]
    [InlineData("src/", 0.5, 120)]
    [InlineData("src/", 0.9, 350)]
    [InlineData("test/", 0.9, 350)]
    public void Most_files_are_short(string folder, double quantile, int budget)
    {
        int[] sizes = [.. s_lines.Where(file => file.Key.StartsWith(folder, StringComparison.Ordinal)).Select(file => file.Value).Order()];
        Assert.InRange(sizes[(int)(quantile * (sizes.Length - 1))], 1, budget);
    }
}
