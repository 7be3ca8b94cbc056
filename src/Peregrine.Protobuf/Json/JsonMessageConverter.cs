using System.Text.Json;
using System.Text.Json.Serialization;

namespace Peregrine.Protobuf;

/// <summary>
/// Lets <c>System.Text.Json</c> read and write a message as ProtoJSON, wherever it stands in other objects. Generated messages carry it as an attribute, so it needs
/// to be added to options only to change how it writes.
/// </summary>
/// <typeparam name="T">A generated message.</typeparam>
public sealed class JsonMessageConverter<T> : JsonConverter<T>
    where T : class, IMessage<T>
{
    private readonly JsonFormatter _formatter;
    private readonly JsonParser _parser;

    /// <summary>A converter with default options.</summary>
    public JsonMessageConverter()
        : this(JsonFormatter.Default, JsonParser.Default)
    {
    }

    /// <summary>A converter that writes by <paramref name="formatter"/> and reads by <paramref name="parser"/>.</summary>
    public JsonMessageConverter(JsonFormatter formatter, JsonParser parser)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        ArgumentNullException.ThrowIfNull(parser);
        _formatter = formatter;
        _parser = parser;
    }

    /// <inheritdoc/>
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var message = (T)T.Parser.CreateMessage();
        _parser.Merge(ref reader, message);
        return message;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => _formatter.Format(value, writer);
}
