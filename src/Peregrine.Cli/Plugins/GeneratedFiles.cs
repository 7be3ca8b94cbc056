using System.Text;
using Peregrine.Schema;

namespace Peregrine.Cli.Plugins;

/// <summary>Writes what a plugin gave. A plugin may write below its directory only.</summary>
internal static class GeneratedFiles
{
    public static bool TryWrite(string plugin, IEnumerable<GeneratedFile> files, string directory)
    {
        var root = Path.GetFullPath(directory);
        string? current = null;
        foreach (var file in files)
        {
            if (file.InsertionPoint is not null)
            {
                Console.Error.WriteLine($"peregrine: {plugin}: \"{file.Name}\" is to be inserted into another plugin's file, which is not supported");
                return false;
            }

            // Without a name the content goes on where the file before ended.
            if (string.IsNullOrEmpty(file.Name))
            {
                if (current is not null)
                    File.AppendAllText(current, file.Content, new UTF8Encoding(false));
                continue;
            }

            current = Path.GetFullPath(Path.Combine(root, file.Name));
            if (!current.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                Console.Error.WriteLine($"peregrine: {plugin}: \"{file.Name}\" lies outside the output directory");
                return false;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(current)!);
            File.WriteAllText(current, file.Content, new UTF8Encoding(false));
        }

        return true;
    }
}
