using System.Text.RegularExpressions;
using Repo.Tests.Sources;

namespace Repo.Tests.Rules;

public sealed partial class TextTests
{
    [Fact]
    public void No_source_holds_a_note_for_later()
    {
        // A limitation is a sentence, work to do is an issue.
        Assert.Empty(Find(Repository.SourceFiles.Where(file => !file.StartsWith("test/Repo.Tests/", StringComparison.Ordinal)), NoteForLater()));
    }

    [Fact]
    public void No_file_names_a_place_on_somebodys_machine_or_a_package_registrys_host()
    {
        IEnumerable<string> texts = Repository.Files.Where(file => !IsBinary(file) && !file.StartsWith("test/Repo.Tests/", StringComparison.Ordinal));
        Assert.Empty(Find(texts, MachineOrRegistry()));
    }

    [Fact]
    public void Sources_of_the_product_neither_sleep_nor_read_the_local_clock() =>
        Assert.Empty(Find(Repository.SourceFiles.Where(file => file.StartsWith("src/", StringComparison.Ordinal)), SleepOrLocalClock()));

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex NoteForLater();

    [GeneratedRegex(@"(?<![\w.])/(work|root|home)/[\w-]|\bapi\.nuget\.org|registry\.npmjs|deb\.debian\.org|proxy\.golang\.org", RegexOptions.IgnoreCase)]
    private static partial Regex MachineOrRegistry();

    [GeneratedRegex(@"\bThread\.Sleep\(|\bTask\.Delay\(\d|\bDateTime\.Now\b")]
    private static partial Regex SleepOrLocalClock();

    private static bool IsBinary(string file) => Path.GetExtension(file) is ".bin" or ".pb" or ".pfx" or ".png" or ".gz" or ".zip";

    private static IEnumerable<string> Find(IEnumerable<string> files, Regex pattern)
    {
        foreach (string file in files)
        {
            int number = 0;
            foreach (string line in Repository.Read(file).Split('\n'))
            {
                number++;
                if (pattern.IsMatch(line))
                    yield return $"{file}({number}): {line.Trim()}";
            }
        }
    }
}
