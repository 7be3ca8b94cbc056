using System.IO.Compression;
using System.Text;

namespace Peregrine.Compiler.Tests.Golden;

/// <summary>What the reference compiler made of a case: descriptor sets by mode, or the errors that it wrote.</summary>
internal sealed record GoldenResult(IReadOnlyDictionary<string, byte[]> Sets, IReadOnlyList<string> Errors)
{
    public bool IsAccepted => Errors.Count == 0;

    /// <summary>Reads the golden results of a bundle: under the name of each case its sets, deflated and in base 64, or its errors.</summary>
    public static Dictionary<string, GoldenResult> ReadBundle(string path)
    {
        var results = new Dictionary<string, GoldenResult>();
        if (!File.Exists(path))
            return results;
        foreach (var section in File.ReadAllText(path).Split("=== ").Skip(1))
        {
            var lines = section.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var sets = new Dictionary<string, byte[]>();
            var errors = new List<string>();
            foreach (var line in lines.Skip(1))
            {
                if (line.StartsWith("! ", StringComparison.Ordinal))
                {
                    errors.Add(line[2..]);
                    continue;
                }

                var (mode, value) = (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
                sets.Add(mode, value[0] == '=' ? sets[value[1..]] : Inflate(value));
            }

            results.Add(lines[0], new GoldenResult(sets, errors));
        }

        return results;
    }

    public static void WriteBundle(string path, IEnumerable<(CorpusCase Case, GoldenResult Result)> results)
    {
        var text = new StringBuilder();
        foreach (var (item, result) in results)
        {
            text.Append("=== ").Append(item.Name).Append('\n');
            foreach (var error in result.Errors)
                text.Append("! ").Append(error).Append('\n');
            var written = new List<KeyValuePair<string, byte[]>>();
            foreach (var set in result.IsAccepted ? result.Sets : new Dictionary<string, byte[]>())
            {
                var same = written.FirstOrDefault(other => other.Value.AsSpan().SequenceEqual(set.Value)).Key;
                text.Append(set.Key).Append(' ').Append(same is null ? Deflate(set.Value) : "=" + same).Append('\n');
                written.Add(set);
            }
        }

        File.WriteAllText(path, text.ToString());
    }

    private static string Deflate(byte[] bytes)
    {
        using var buffer = new MemoryStream();
        using (var deflate = new DeflateStream(buffer, CompressionLevel.SmallestSize))
            deflate.Write(bytes);
        return Convert.ToBase64String(buffer.ToArray());
    }

    private static byte[] Inflate(string text)
    {
        using var inflate = new DeflateStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        using var buffer = new MemoryStream();
        inflate.CopyTo(buffer);
        return buffer.ToArray();
    }
}
