using System.Globalization;
using System.Text.Json;

namespace Peregrine.Client;

/// <summary>A value of a JSON document with the way to it, so that what is wrong with it is told with its place.</summary>
internal readonly struct JsonPlace(JsonElement element, string path)
{
    public bool IsNumber => element.ValueKind == JsonValueKind.Number;

    /// <summary>A member of this object; null when it is not there, or null.</summary>
    public JsonPlace? Member(string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Wrong("must be an object");
        return element.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null ? new JsonPlace(member, path.Length == 0 ? name : $"{path}.{name}") : null;
    }

    public JsonPlace Required(string name) => Member(name) ?? throw Wrong($"must have {name}");

    /// <summary>The items of a member that is a list; none when it is not there.</summary>
    public IEnumerable<JsonPlace> Items(string member) => Member(member)?.Items() ?? [];

    public IEnumerable<JsonPlace> Items()
    {
        if (element.ValueKind != JsonValueKind.Array)
            throw Wrong("must be a list");
        string own = path;
        return element.EnumerateArray().Select((item, index) => new JsonPlace(item, $"{own}[{index}]"));
    }

    /// <summary>Name and text of the only member of this object; null when there are more, or none.</summary>
    public (string Name, string Json)? OnlyMember()
    {
        if (element.ValueKind != JsonValueKind.Object || element.GetPropertyCount() != 1)
            return null;
        JsonProperty only = element.EnumerateObject().First();
        return only.Name.Length > 0 ? (only.Name, only.Value.GetRawText()) : null;
    }

    public string Text() => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Wrong("must be a string");

    public bool Boolean() => element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : throw Wrong("must be true or false");

    public double Number() => IsNumber && element.TryGetDouble(out double value) ? value : throw Wrong("must be a number");

    public int Integer() => Number() is var value && value == Math.Floor(value) && Math.Abs(value) <= int.MaxValue ? (int)value : throw Wrong("must be a whole number");

    /// <summary>A size, which ProtoJSON also writes as a string (google.protobuf.UInt32Value). More than 2³¹−1 is no limit, and reads as that.</summary>
    public int Bytes()
    {
        double value = element.ValueKind == JsonValueKind.String && double.TryParse(element.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out double text) ? text : Number();
        return value >= 0 && value == Math.Floor(value) ? (int)Math.Min(value, int.MaxValue) : throw Wrong("must be a number of bytes");
    }

    /// <summary>A duration as ProtoJSON writes it: seconds with up to nine digits after the point, and an <c>s</c>.</summary>
    public TimeSpan Duration()
    {
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint;
        string text = element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
        if (!text.EndsWith('s') || !decimal.TryParse(text.AsSpan(0, text.Length - 1), Plain, CultureInfo.InvariantCulture, out decimal seconds))
            throw Wrong("must be a duration in seconds, such as \"1.5s\"");
        return seconds <= (decimal)TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)) : TimeSpan.MaxValue;
    }

    public FormatException Wrong(string what)
    {
        string text = element.GetRawText();
        return new FormatException($"service config: {(path.Length == 0 ? "the whole" : path)} {what}; it is {(text.Length <= 80 ? text : text[..80] + "…")}");
    }
}
