using System.Reflection;
using Repo.Tests.Metadata;
using Repo.Tests.Sources;

namespace Repo.Tests.Rules;

/// <summary>
/// A change of what users see is a change of a text file, that a review sees too. <c>PEREGRINE_UPDATE_API=1 dotnet test test/Repo.Tests --filter ApiTests</c>
/// writes the files again.
/// </summary>
public sealed class ApiTests
{
    // A generator and a program: nobody compiles against them.
    private static readonly string[] s_unreferenced = ["Peregrine.Build", "Peregrine.Cli"];

    public static TheoryData<string> Assemblies => [.. ProductAssembly.Names.Except(s_unreferenced)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_public_API_is_that_of_the_snapshot(string assembly)
    {
        string file = $"test/Repo.Tests/Api/{assembly}.txt";
        string path = Path.Combine(Repository.Root, file);
        string[] now = [.. PublicApi.Of(Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")))];
        if (Environment.GetEnvironmentVariable("PEREGRINE_UPDATE_API") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Join('\n', now) + "\n");
        }
        string[] before = File.Exists(path) ? File.ReadAllLines(path) : [];
        Assert.True(now.SequenceEqual(before), $"""
            The public API of {assembly} is not that of {file}. If the change is meant, PEREGRINE_UPDATE_API=1 dotnet test test/Repo.Tests --filter ApiTests writes it again.
            {string.Join('\n', Difference(before, now).Take(40))}
            """);
    }

    private static IEnumerable<string> Difference(string[] before, string[] now) =>
        Qualified(before).Except(Qualified(now)).Select(line => "- " + line).Concat(Qualified(now).Except(Qualified(before)).Select(line => "+ " + line));

    // Members with their type, since different types have members that look alike.
    private static IEnumerable<string> Qualified(string[] lines)
    {
        string type = "";
        foreach (string line in lines)
        {
            if (!line.StartsWith("  ", StringComparison.Ordinal))
                type = line;
            yield return line == type ? line : $"{type.Split(" : ")[0]} {{ {line.Trim()} }}";
        }
    }
}
