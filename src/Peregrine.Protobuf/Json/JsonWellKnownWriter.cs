using System.Globalization;
using System.Numerics;
using System.Text;
using Peregrine.Protobuf.Reflection;

namespace Peregrine.Protobuf.Json;

/// <summary>Writes the well-known types whose JSON is not an object of their fields.</summary>
internal readonly struct JsonWellKnownWriter<TUnit>
    where TUnit : unmanaged, IBinaryInteger<TUnit>
{
    private static readonly JsonName s_typeMember = new("\"@type\":");
    private static readonly JsonName s_valueMember = new("\"value\":");

    private readonly JsonOutput<TUnit> _output;
    private readonly JsonFormatterOptions _options;
    private readonly bool _lenient;
    private readonly JsonMessageWriter<TUnit> _messages;

    public JsonWellKnownWriter(JsonOutput<TUnit> output, JsonFormatterOptions options, bool lenient, JsonMessageWriter<TUnit> messages)
    {
        _output = output;
        _options = options;
        _lenient = lenient;
        _messages = messages;
    }

    /// <summary>Returns false, having written nothing, where the content has no special form and the caller is lenient.</summary>
    public bool TryWrite(IReflectable message, JsonLayout layout)
    {
        string? problem = layout.Form switch
        {
            JsonForm.Any => WriteAny(message),
            JsonForm.Timestamp => WriteTimestamp(message),
            JsonForm.Duration => WriteDuration(message),
            JsonForm.FieldMask => WriteFieldMask(message),
            JsonForm.Value => WriteValue(message, layout),
            JsonForm.Struct => WriteStruct(message, layout),
            JsonForm.ListValue => WriteListValue(message, layout),
            JsonForm.Wrapper => WriteWrapper(message, layout),
            _ => throw new InvalidOperationException($"{layout.Form} has no special form"),
        };
        if (problem is not null && !_lenient)
            throw new InvalidOperationException($"{layout.Descriptor.FullName} has no JSON form: {problem}");
        return problem is null;
    }

    private string? WriteTimestamp(IReflectable message)
    {
        long seconds = message.GetField(0).AsInt64();
        int nanos = message.GetField(1).AsInt32();
        if (!TimestampText.InRange(seconds, nanos))
            return OutOfRange(seconds, nanos, "0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z");
        Span<byte> text = stackalloc byte[TimestampText.MaxLength];
        _output.QuotedAscii(text[..TimestampText.Format(seconds, nanos, text)]);
        return null;
    }

    private string? WriteDuration(IReflectable message)
    {
        long seconds = message.GetField(0).AsInt64();
        int nanos = message.GetField(1).AsInt32();
        if (!DurationText.InRange(seconds, nanos))
            return OutOfRange(seconds, nanos, "±315576000000.999999999s with both signs equal");
        Span<byte> text = stackalloc byte[DurationText.MaxLength];
        _output.QuotedAscii(text[..DurationText.Format(seconds, nanos, text)]);
        return null;
    }

    private static string OutOfRange(long seconds, int nanos, string range) =>
        string.Create(CultureInfo.InvariantCulture, $"seconds {seconds}, nanos {nanos} is outside {range}");

    private string? WriteFieldMask(IReflectable message)
    {
        IRepeatedField paths = message.GetField(0).AsRepeated();
        var text = new StringBuilder();
        for (int i = 0; i < paths.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            if (!FieldMaskText.TryToCamel(paths.GetAt(i).AsString(), text))
                return $"the path '{paths.GetAt(i).AsString()}' would not come back the same from lower camel case";
        }

        _output.String(text.ToString());
        return null;
    }

    private string? WriteWrapper(IReflectable message, JsonLayout layout)
    {
        _messages.WriteValue(layout.Fields[0], message.GetField(0));
        return null;
    }

    private string? WriteStruct(IReflectable message, JsonLayout layout)
    {
        IMapField fields = message.GetField(0).AsMap();
        JsonLayout value = layout.Fields[0].MapValue.Message;
        _output.BeginObject();
        for (int i = 0; i < fields.Count; i++)
        {
            _output.Name(fields.KeyAt(i).AsString());
            _messages.WriteMessage((IReflectable)fields.ValueAt(i).AsMessage()!, value);
        }

        _output.EndObject();
        return null;
    }

    private string? WriteListValue(IReflectable message, JsonLayout layout)
    {
        IRepeatedField values = message.GetField(0).AsRepeated();
        _output.BeginArray();
        for (int i = 0; i < values.Count; i++)
            _messages.WriteMessage((IReflectable)values.GetAt(i).AsMessage()!, layout.Fields[0].Message);
        _output.EndArray();
        return null;
    }

    private string? WriteValue(IReflectable message, JsonLayout layout)
    {
        foreach (JsonField field in layout.Fields)
        {
            if (!message.HasField(field.Index))
                continue;
            FieldValue value = message.GetField(field.Index);
            // A Value that is NaN would read back as a string, so the specification forbids it.
            if (value.Kind == FieldValueKind.Double && !double.IsFinite(value.AsDouble()))
                return "a number_value must be finite";
            _messages.WriteValue(field, value);
            return null;
        }

        return "no kind is set";
    }

    private string? WriteAny(IReflectable message)
    {
        string url = message.GetField(0).AsString();
        ByteString bytes = message.GetField(1).AsBytes();
        if (url.Length == 0 && bytes.IsEmpty)
        {
            _output.BeginObject();
            _output.EndObject();
            return null;
        }

        // Each value is bytes that are parsed by themselves, so that a message could hold any number of them within each other.
        if (_messages.Depth > JsonParserOptions.DefaultRecursionLimit)
            return $"it lies deeper than {JsonParserOptions.DefaultRecursionLimit} messages";
        if (!_options.TypeRegistry.TryFindByUrl(url, out MessageParser? type))
            return $"the type registry has no '{url}'";
        if (!TryParse(type, bytes, out IReflectable? content))
            return $"the value is not a valid {type.Descriptor.FullName}";
        JsonLayout layout = JsonLayout.Of(type.Descriptor);
        _output.BeginObject();
        _output.Name(s_typeMember);
        _output.String(url);
        if (layout.Form == JsonForm.Object)
        {
            _messages.WriteFields(content, layout);
        }
        else
        {
            _output.Name(s_valueMember);
            _messages.WriteMessage(content, layout);
        }

        _output.EndObject();
        return null;
    }

    private bool TryParse(MessageParser type, ByteString bytes, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IReflectable? content)
    {
        content = null;
        try
        {
            content = (IReflectable)_options.TypeRegistry.Parse(type, bytes.Span);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }
}
