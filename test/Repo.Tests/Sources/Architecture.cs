using System.Text.RegularExpressions;

namespace Repo.Tests.Sources;

/// <summary>The two tables of <c>ARCHITECTURE.md</c> that tests keep: which project uses which, and the order of the folders in each.</summary>
internal static partial class Architecture
{
    private static readonly string s_text = Repository.Read("ARCHITECTURE.md");

    /// <summary>The projects of <c>src</c>, each with those it may use: lines of the form <c>Peregrine.Compiler → Peregrine.Schema</c>.</summary>
    public static IReadOnlyDictionary<string, string[]> Projects { get; } = Block("projects").ToDictionary(
        line => line.Split('→')[0].Trim(),
        line => line.Split('→')[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The folders of a project, lowest first: lines of the form <c>Peregrine.Http2: Errors Frames …</c>.</summary>
    public static IReadOnlyDictionary<string, string[][]> Folders { get; } = Block("folders").ToDictionary(
        line => line.Split(':')[0].Trim(),
        line => Level().Matches(line.Split(':')[1]).Select(match => match.Value.Trim('(', ')', '{', '}').Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray());

    /// <summary>The levels in braces: their folders may see each other.</summary>
    public static IReadOnlyDictionary<string, string[][]> Knots { get; } = Block("folders").ToDictionary(
        line => line.Split(':')[0].Trim(),
        line => Level().Matches(line.Split(':')[1]).Where(match => match.Value[0] == '{').Select(match => match.Value.Trim('{', '}').Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray());

    private static string[] Block(string kind)
    {
        Match block = Regex.Match(s_text, $"^```{kind}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(block.Success, $"ARCHITECTURE.md has no ```{kind} block");
        return block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"\([^)]*\)|\{[^}]*\}|[\w.]+")]
    private static partial Regex Level();
}
