using System.Globalization;
using System.Text;

namespace Peregrine.Compiler.Bench;

/// <summary>Writes a large set of .proto files that import each other: the same set for the same number, everywhere.</summary>
internal sealed class CorpusGenerator(int files)
{
    private const int Messages = 8;
    private const int Fields = 14;

    private static readonly string[] s_words =
        ("user account order item price status name address city country code type value count total index key time date start limit offset page size token id parent child "
        + "group role policy rule region zone instance network disk image label config option setting project").Split(' ');

    private static readonly string[] s_types = ["string", "int32", "int64", "bool", "double", "bytes", "repeated string", "map<string, string>", "google.protobuf.Timestamp"];

    private readonly Random _random = new(7);

    /// <summary>Writes the files, and a list of them for a response file; gives the number of lines.</summary>
    public int Write(string root)
    {
        var lines = 0;
        var list = new StringBuilder();
        for (var file = 0; file < files; file++)
        {
            var path = PathOf(file);
            Directory.CreateDirectory(Path.Combine(root, Path.GetDirectoryName(path)!));
            var text = Text(file);
            lines += text.Count(static c => c == '\n');
            File.WriteAllText(Path.Combine(root, path), text);
            list.Append(path).Append('\n');
        }

        File.WriteAllText(Path.Combine(root, "list.txt"), list.ToString());
        return lines;
    }

    private static string PathOf(int file) => $"p{file % 60}/f{file}.proto";

    private string Word => s_words[_random.Next(s_words.Length)];

    private string Text(int file)
    {
        var imports = Enumerable.Range(0, Math.Min(file, 4)).Select(_ => _random.Next(Math.Max(0, file - 200), file)).Distinct().Order().ToList();
        var text = new StringBuilder();
        text.Append("// A licence header, which real files have,\n// in a few lines of comment.\n\nsyntax = \"proto3\";\n\n");
        text.Append(CultureInfo.InvariantCulture, $"package big.p{file % 60}.v{file};\n\n");
        foreach (var import in imports)
            text.Append(CultureInfo.InvariantCulture, $"import \"{PathOf(import)}\";\n");
        text.Append("import \"google/protobuf/timestamp.proto\";\n\n");
        text.Append(CultureInfo.InvariantCulture, $"option java_package = \"com.big.p{file}\";\noption java_multiple_files = true;\n\n");
        for (var message = 0; message < Messages; message++)
            AppendMessage(text, message, imports);
        AppendService(text);
        return text.ToString();
    }

    private void AppendMessage(StringBuilder text, int message, List<int> imports)
    {
        text.Append(CultureInfo.InvariantCulture, $"// Message {message} describes a {Word} of the system.\n// It has a second line of comment too.\nmessage Msg{message} {{\n");
        for (var field = 0; field < Fields; field++)
        {
            var name = $"{Word}_{Word}_{field}";
            if (field % 3 == 0)
                text.Append(CultureInfo.InvariantCulture, $"  // The {name} of the message.\n");
            text.Append(CultureInfo.InvariantCulture, $"  {Type(message, imports)} {name} = {field + 1}{(field % 7 == 5 ? " [deprecated = true]" : "")};\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"}}\n\nenum Kind{message} {{\n");
        for (var value = 0; value < 5; value++)
            text.Append(CultureInfo.InvariantCulture, $"  KIND{message}_{Word.ToUpperInvariant()}_{value} = {value};\n");
        text.Append("}\n\n");
    }

    private string Type(int message, List<int> imports)
    {
        var choice = _random.Next(s_types.Length + 2 + imports.Count);
        if (choice < s_types.Length)
            return s_types[choice];
        choice -= s_types.Length;
        return choice switch
        {
            0 => $"Msg{_random.Next(Messages)}",
            1 => $"Kind{message}",
            _ => $"big.p{imports[choice - 2] % 60}.v{imports[choice - 2]}.Msg{_random.Next(Messages)}",
        };
    }

    private static void AppendService(StringBuilder text)
    {
        text.Append("// The service.\nservice Svc {\n");
        for (var method = 0; method < Messages; method++)
            text.Append(CultureInfo.InvariantCulture, $"  // Calls method {method}.\n  rpc Do{method}(Msg{method}) returns (Msg{(method + 1) % Messages});\n");
        text.Append("}\n");
    }
}
