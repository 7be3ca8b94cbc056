using System.Text.Json;
using System.Text.Json.Serialization;
using Peregrine.Protobuf.Reflection;

namespace Peregrine.Protobuf;

/// <summary>
/// Gives <c>System.Text.Json</c> converters for all generated messages of a registry, with options of one's own:
/// <c>options.Converters.Add(new JsonMessageConverterFactory(registry, formatter, parser))</c>.
/// </summary>
public sealed class JsonMessageConverterFactory : JsonConverterFactory
{
    private readonly Dictionary<Type, JsonConverter> _converters = [];

    /// <summary>A factory for the messages of <paramref name="types"/>. The converters write by <paramref name="formatter"/> and read by <paramref name="parser"/>.</summary>
    public JsonMessageConverterFactory(TypeRegistry types, JsonFormatter? formatter = null, JsonParser? parser = null)
    {
        ArgumentNullException.ThrowIfNull(types);
        foreach (MessageParser type in types.Types)
        {
            if (type.CreateJsonConverter(formatter ?? JsonFormatter.Default, parser ?? JsonParser.Default) is { Type: { } messageType } converter)
                _converters.TryAdd(messageType, converter);
        }
    }

    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => _converters.ContainsKey(typeToConvert);

    /// <inheritdoc/>
    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => _converters.GetValueOrDefault(typeToConvert);
}
