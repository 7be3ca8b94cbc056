using System.Globalization;
using System.Text;

namespace Peregrine.Compiler.Tests.Golden;

/// <summary>One case of the corpus: a file to compile, with the files that it imports.</summary>
internal sealed record CorpusCase(string Bundle, string Name, IReadOnlyDictionary<string, byte[]> Files)
{
    public string Root => Name + ".proto";

    public override string ToString() => $"{Bundle}/{Name}";

    /// <summary>
    /// Reads a bundle: <c>=== case</c> begins a case, <c>--- path</c> a file of it. A first line that begins with <c>(escaped)</c> makes
    /// \xNN, \n, \r, \t, \f and \v in the file stand for bytes.
    /// </summary>
    public static IEnumerable<CorpusCase> ReadBundle(string path)
    {
        var bundle = Path.GetFileNameWithoutExtension(path);
        var text = File.ReadAllText(path);
        foreach (var section in text.Split("\n=== ").Select(static (part, index) => index == 0 ? part["=== ".Length..] : part))
        {
            var name = section[..section.IndexOf('\n', StringComparison.Ordinal)];
            var files = new Dictionary<string, byte[]>();
            foreach (var file in section[name.Length..].Split("\n--- ").Skip(1))
            {
                var end = file.IndexOf('\n', StringComparison.Ordinal);
                files.Add(file[..end], ToBytes(file[(end + 1)..]));
            }

            yield return new CorpusCase(bundle, name, files);
        }
    }

    public SourceResolver Resolver
    {
        get
        {
            var resolver = new MemoryResolver();
            foreach (var (path, bytes) in Files)
                resolver.Add(path, new SourceText(path, bytes));
            return new CompositeResolver(resolver, WellKnownProtos.Resolver);
        }
    }

    public CompileResult Compile(CompileOptions? options = null) => ProtoCompiler.Compile([Root], Resolver, options);

    private static byte[] ToBytes(string text)
    {
        const string Mark = "(escaped)";
        if (!text.StartsWith(Mark, StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n");
        var bytes = new List<byte>();
        var source = text[Mark.Length..].TrimEnd('\n');
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '\\')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(source[i].ToString()));
                continue;
            }

            switch (source[++i])
            {
                case 'x':
                    bytes.Add(byte.Parse(source.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 2;
                    break;
                case var c:
                    bytes.Add((byte)("\n\r\t\f\v"["nrtfv".IndexOf(c, StringComparison.Ordinal)]));
                    break;
            }
        }

        return [.. bytes];
    }
}
