using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Peregrine.Http2.Tests.Hpack;

/// <summary>One story: header lists that one encoder sent over one connection, with the bytes that it made of them.</summary>
internal sealed record HpackStory(IReadOnlyList<HpackStory.Case> Cases)
{
    public static string Root { get; } = Path.Combine(
        typeof(HpackStory).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "TestDataRoot").Value!, "hpack");

    public static IEnumerable<string> Files(string collection)
    {
        string folder = Path.Combine(Root, collection);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(f => Path.GetRelativePath(Root, f)) : ["absent"];
    }

    public static HpackStory Load(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, file)));
        var cases = new List<Case>();
        foreach (JsonElement element in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            var headers = new List<(string, string)>();
            foreach (JsonElement header in element.GetProperty("headers").EnumerateArray())
            {
                foreach (JsonProperty field in header.EnumerateObject())
                {
                    headers.Add((field.Name, field.Value.GetString()!));
                }
            }
            byte[] wire = element.TryGetProperty("wire", out JsonElement hex) ? Convert.FromHexString(hex.GetString()!) : [];
            int? table = element.TryGetProperty("header_table_size", out JsonElement size) ? size.GetInt32() : null;
            cases.Add(new Case(wire, headers, table));
        }
        return new HpackStory(cases);
    }

    public sealed record Case(byte[] Wire, IReadOnlyList<(string Name, string Value)> Headers, int? TableBytes)
    {
        public HeaderList ToList()
        {
            var fields = new HeaderFields();
            foreach ((string name, string value) in Headers)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(value);
                fields.Add(Encoding.UTF8.GetBytes(name), bytes, HeaderIndexing.Index);
            }
            return fields.ToList();
        }
    }
}
