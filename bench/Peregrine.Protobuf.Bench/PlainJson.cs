using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Peregrine.Protobuf.Bench;

/// <summary>Our JSON against System.Text.Json's generated code, on plain classes that have the shape of a message and give the same JSON.</summary>
internal static class PlainJson
{
    public static void Run(int rounds, TimeSpan round)
    {
        Compare("flat", new Shapes.Ours.Flat { Id = 4711, Timestamp = 1_763_600_000_123, Name = "customer-0815", Active = true, Score = 0.25, Flags = 0x1234, Delta = -17, Limit = 50 }, PlainContext.Default.PlainFlat, rounds, round);
        Compare("nested", Nested(4), PlainContext.Default.PlainNested, rounds, round);
        var strings = new Shapes.Ours.Strings { Title = "The quick brown fox", Author = "jumps over", Body = string.Concat(Enumerable.Repeat("the lazy dog. ", 60)) };
        strings.Tags.AddRange(Enumerable.Range(0, 10).Select(i => $"tag-{i}"));
        Compare("strings", strings, PlainContext.Default.PlainStrings, rounds, round);
    }

    private static void Compare<TMessage, TPlain>(string name, TMessage message, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TPlain> plainType, int rounds, TimeSpan round)
        where TMessage : class, IMessage<TMessage>, new()
    {
        byte[] json = JsonFormatter.Default.FormatToUtf8(message);
        TPlain plain = JsonSerializer.Deserialize(json, plainType)!;
        if (!JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(plain, plainType)).RootElement))
            throw new InvalidOperationException($"{name}: the plain class gives other JSON");
        Print(name, "stj format", Contest.Run(() => JsonSerializer.SerializeToUtf8Bytes(plain, plainType), () => JsonFormatter.Default.FormatToUtf8(message), rounds, round));
        Print(name, "stj parse", Contest.Run(() => JsonSerializer.Deserialize(json, plainType), () => JsonParser.Default.Parse<TMessage>(json), rounds, round));
    }

    private static void Print(string name, string contest, Contest.Result result) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-24}{contest,12}{result.Theirs,12:F0}{result.Ours,10:F0}{result.Ratio,8:F2}{result.OurBytes,10:F0}{result.TheirBytes,9:F0}"));

    private static Shapes.Ours.Nested Nested(int depth)
    {
        var message = new Shapes.Ours.Nested { Id = 1000 + depth };
        for (int i = 1; i < 4; i++)
            message.Leaves.Add(new Shapes.Ours.Leaf { X = i, Y = 10 * i, Z = 1000 * i });
        if (depth > 0)
        {
            message.Left = Nested(depth - 1);
            message.Right = Nested(depth - 1);
        }

        return message;
    }
}

internal sealed class PlainFlat
{
    public int Id { get; set; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long Timestamp { get; set; }

    public string Name { get; set; } = "";

    public bool Active { get; set; }

    public double Score { get; set; }

    public uint Flags { get; set; }

    public int Delta { get; set; }

    public int? Limit { get; set; }
}

internal sealed class PlainNested
{
    public int Id { get; set; }

    public PlainNested? Left { get; set; }

    public PlainNested? Right { get; set; }

    public List<PlainLeaf> Leaves { get; set; } = [];
}

internal sealed class PlainLeaf
{
    public int X { get; set; }

    public int Y { get; set; }

    public int Z { get; set; }
}

internal sealed class PlainStrings
{
    public string Title { get; set; } = "";

    public string Author { get; set; } = "";

    public string Body { get; set; } = "";

    public List<string> Tags { get; set; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlainFlat))]
[JsonSerializable(typeof(PlainNested))]
[JsonSerializable(typeof(PlainStrings))]
internal sealed partial class PlainContext : JsonSerializerContext;
