using System.Text;
using Peregrine.Schema;

namespace Peregrine.Cli.Plugins;

/// <summary>
/// What the plugins of one run gave for one directory. It is written at the end, when every plugin has had its turn to insert into what
/// others generated; a plugin may write below its directory only.
/// </summary>
internal sealed class GeneratedFiles(string directory)
{
    private readonly string _root = Path.GetFullPath(directory);
    private readonly Dictionary<string, StringBuilder> _files = new(StringComparer.Ordinal);

    /// <summary>Takes what a plugin gave; false when something is wrong with it, which the error stream then tells.</summary>
    public bool TryAdd(string plugin, IEnumerable<GeneratedFile> files)
    {
        StringBuilder? current = null;
        foreach (var file in files)
        {
            // Without a name the content goes on where the file before ended.
            if (string.IsNullOrEmpty(file.Name))
            {
                if (current is null)
                    return Fail(plugin, "the first file of the response has no name");
                current.Append(file.Content);
                continue;
            }

            var path = Path.GetFullPath(Path.Combine(_root, file.Name));
            if (!path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                return Fail(plugin, $"\"{file.Name}\" lies outside the output directory");
            if (!string.IsNullOrEmpty(file.InsertionPoint))
            {
                if (!TryInsert(plugin, path, file))
                    return false;
                current = null;
                continue;
            }

            current = new StringBuilder(file.Content);
            if (!_files.TryAdd(path, current))
                return Fail(plugin, $"\"{file.Name}\" has been generated already");
        }

        return true;
    }

    /// <summary>Writes everything.</summary>
    public void Write()
    {
        foreach (var (path, content) in _files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content.ToString(), new UTF8Encoding(false));
        }
    }

    // plugin.proto: the text goes above the line with the mark, indented as that is; or before the mark itself where it stands as /* @@… */.
    private bool TryInsert(string plugin, string path, GeneratedFile file)
    {
        if (!_files.TryGetValue(path, out var target))
            return Fail(plugin, $"\"{file.Name}\" is to be inserted into, but no plugin before this one generated it for the same directory");
        var text = target.ToString();
        var mark = text.IndexOf($"@@protoc_insertion_point({file.InsertionPoint})", StringComparison.Ordinal);
        if (mark < 0)
            return Fail(plugin, $"\"{file.Name}\" has no insertion point \"{file.InsertionPoint}\"");
        if (mark >= 3 && text[mark - 3] == '/' && text[mark - 2] == '*')
        {
            target.Insert(mark - 3, file.Content);
            return true;
        }

        var line = mark == 0 ? 0 : text.LastIndexOf('\n', mark - 1) + 1;
        var first = line;
        while (text[first] is ' ' or '\t')
            first++;
        target.Insert(line, Indent(file.Content ?? "", text[line..first]));
        return true;
    }

    private static string Indent(string content, string indentation)
    {
        if (indentation.Length == 0 || content.Length == 0)
            return content;
        var indented = indentation + content.Replace("\n", "\n" + indentation, StringComparison.Ordinal);
        return content[^1] == '\n' ? indented[..^indentation.Length] : indented;
    }

    private static bool Fail(string plugin, string what)
    {
        Console.Error.WriteLine($"peregrine: {plugin}: {what}");
        return false;
    }
}
