using System.Text.RegularExpressions;
using Repo.Tests.Sources;

namespace Repo.Tests.Rules;

/// <summary>Prose that the repository can contradict, rots: so it is held against it.</summary>
public sealed partial class ProseTests
{
    public static TheoryData<string> Pages => [.. Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_names_only_files_and_folders_that_exist(string page)
    {
        IEnumerable<string> missing = PathInBackticks().Matches(Repository.Read(page)).Select(match => match.Groups[1].Value.TrimEnd('/'))
            .Where(path => !Repository.Files.Any(file => file == path || file.StartsWith(path + "/", StringComparison.Ordinal)));
        Assert.Empty(missing.Distinct());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_links_only_to_files_that_exist(string page)
    {
        string folder = Path.GetDirectoryName(page) ?? "";
        IEnumerable<string> missing = Link().Matches(Repository.Read(page)).Select(match => match.Groups[1].Value)
            .Where(target => !File.Exists(Path.Combine(Repository.Root, folder, target)) && !Directory.Exists(Path.Combine(Repository.Root, folder, target)));
        Assert.Empty(missing);
    }

    [Fact]
    public void The_commands_of_the_readme_exist()
    {
        MatchCollection commands = Command().Matches(Repository.Read("README.md"));
        Assert.NotEmpty(commands);
        Assert.All(commands.Select(match => match.Groups[1].Value), path => Assert.True(
            File.Exists(Path.Combine(Repository.Root, path)) || Directory.Exists(Path.Combine(Repository.Root, path)), $"README.md runs {path}, which does not exist"));
    }

    [GeneratedRegex(@"`((?:src|test|bench|examples|docs|eng|\.ci)/[\w./-]*)`")]
    private static partial Regex PathInBackticks();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^(?:dotnet run --project|bash|dotnet test|dotnet build) ([\w./-]+)", RegexOptions.Multiline)]
    private static partial Regex Command();
}
