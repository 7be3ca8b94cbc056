using System.Reflection.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Repo.Tests.Metadata;
using Repo.Tests.Sources;

namespace Repo.Tests.Rules;

public sealed partial class DirectionTests
{
    public static TheoryData<string> Projects => [.. Repository.Files.Where(file => ProjectFile().IsMatch(file)).Select(file => Path.GetFileNameWithoutExtension(file))];

    public static TheoryData<string> Assemblies => [.. ProductAssembly.Names];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_only_those_that_the_architecture_lists(string project)
    {
        var xml = XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj"));
        IEnumerable<string> used = xml.Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("OutputItemType") != "Analyzer")
            .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));
        Assert.True(Architecture.Projects.ContainsKey(project), $"ARCHITECTURE.md does not list {project}");
        Assert.Empty(used.Except(Architecture.Projects[project]));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_architecture_lists_every_folder_of_a_project(string assembly)
    {
        string prefix = $"src/{assembly}/";
        IEnumerable<string> folders = Repository.SourceFiles.Where(file => file.StartsWith(prefix, StringComparison.Ordinal))
            .Select(file => file[prefix.Length..].Split('/')).Where(parts => parts.Length > 1).Select(parts => parts[0]).Distinct().Order();
        Assert.Equal(folders, Architecture.Folders[assembly].SelectMany(level => level).Where(folder => folder != ".").Order());
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_folder_uses_only_the_folders_before_it(string assembly)
    {
        using ProductAssembly product = ProductAssembly.Open(assembly);
        Dictionary<string, string> folderOf = DeclaredTypes(assembly);
        string[][] levels = Architecture.Folders[assembly];
        string[][] knots = Architecture.Knots[assembly];
        var upward = new SortedSet<string>();
        foreach (TypeDefinitionHandle handle in product.Reader.TypeDefinitions)
        {
            TypeDefinition type = product.Reader.GetTypeDefinition(handle);
            if (!TryPlace(handle, out string from, out string user))
                continue;
            foreach (TypeDefinitionHandle used in TypeUses.Of(product, type))
            {
                if (TryPlace(used, out string to, out string name) && to != from && LevelOf(to) >= LevelOf(from) && !knots.Any(knot => knot.Contains(from) && knot.Contains(to)))
                    upward.Add($"{from}/{user} uses {to}/{name}");
            }
        }
        Assert.True(upward.Count == 0, string.Join(Environment.NewLine, upward));

        int LevelOf(string folder) => Array.FindIndex(levels, level => level.Contains(folder));

        bool TryPlace(TypeDefinitionHandle handle, out string folder, out string name)
        {
            TypeDefinition type = product.Reader.GetTypeDefinition(product.Outermost(handle));
            name = product.SimpleName(type);
            return folderOf.TryGetValue(product.Reader.GetString(type.Namespace) + "." + name, out folder!);
        }
    }

    // The folder of each type, by where the sources declare it; types at the project's top are in the folder ".".
    private static Dictionary<string, string> DeclaredTypes(string assembly)
    {
        string prefix = $"src/{assembly}/";
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in Repository.Files.Where(file => file.StartsWith(prefix, StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)))
        {
            string[] parts = file[prefix.Length..].Split('/');
            string text = Repository.Read(file);
            string space = Namespace().Match(text).Groups[1].Value;
            foreach (Match declaration in Declaration().Matches(text))
                folders.TryAdd(space + "." + declaration.Groups["name"].Value, parts.Length == 1 ? "." : parts[0]);
        }
        return folders;
    }

    [GeneratedRegex(@"^(public|internal|file)[ \w]*? (class|struct|interface|enum|record|record struct|record class|delegate [\w<>?.\[\], ]+?) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^src/[^/]+/[^/]+\.csproj$")]
    private static partial Regex ProjectFile();
}
