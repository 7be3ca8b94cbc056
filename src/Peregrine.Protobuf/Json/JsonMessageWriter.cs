using System.Runtime.CompilerServices;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Json;

/// <summary>Writes messages and the values of their fields. One for each formatting call.</summary>
internal readonly struct JsonMessageWriter
{
    private readonly JsonOutput _output;
    private readonly JsonFormatterOptions _options;
    private readonly bool _lenient;

    public JsonMessageWriter(JsonOutput output, JsonFormatterOptions options, bool lenient)
    {
        _output = output;
        _options = options;
        _lenient = lenient;
    }

    public void WriteMessage(IReflectable message, JsonLayout layout)
    {
        // Parsed messages are bounded in depth; messages that a program builds are not.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (layout.Form == JsonForm.Object || !new JsonWellKnownWriter(_output, _options, _lenient).TryWrite(message, layout))
        {
            _output.BeginObject();
            WriteFields(message, layout);
            _output.EndObject();
        }
    }

    /// <summary>Writes the members of a message's object without its braces.</summary>
    public void WriteFields(IReflectable message, JsonLayout layout)
    {
        foreach (JsonField field in layout.Fields)
        {
            if (field.IsSetByValue)
            {
                FieldValue value = message.GetField(field.Index);
                if (!value.IsZero || (_options.WriteDefaultValues && !field.HasPresence))
                    WriteSingular(field, value);
            }
            else if (message.HasField(field.Index) || (_options.WriteDefaultValues && !field.HasPresence))
            {
                WriteField(field, message.GetField(field.Index));
            }
        }

        if (layout.IsExtendable && message.Extensions is { Count: > 0 } extensions)
            WriteExtensions(extensions);
    }

    public void WriteValue(JsonField field, in FieldValue value)
    {
        switch (field.Kind)
        {
            case FieldKind.Double: _output.Number(value.AsDouble()); break;
            case FieldKind.Float: _output.Number(value.AsFloat()); break;
            case FieldKind.Int32 or FieldKind.SInt32 or FieldKind.SFixed32: _output.Number(value.AsInt32()); break;
            case FieldKind.UInt32 or FieldKind.Fixed32: _output.Number(value.AsUInt32()); break;
            // 64-bit numbers are strings because JSON numbers are doubles to many readers.
            case FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64: _output.QuotedNumber(value.AsInt64()); break;
            case FieldKind.UInt64 or FieldKind.Fixed64: _output.QuotedNumber(value.AsUInt64()); break;
            case FieldKind.Bool: _output.Boolean(value.AsBool()); break;
            case FieldKind.String: _output.String(value.AsString()); break;
            case FieldKind.Bytes: _output.Base64(value.AsBytes().Span); break;
            case FieldKind.Enum: WriteEnum(field.Enum!, value.AsEnum()); break;
            default: WriteMessage(value.AsReflectable(), field.Message); break;
        }
    }

    private void WriteExtensions(ExtensionSet extensions)
    {
        foreach (Extension extension in extensions.Set)
        {
            if (extensions.Has(extension))
                WriteField(JsonLayout.OfExtension(extension.Descriptor), extensions.Get(extension));
        }
    }

    private void WriteField(JsonField field, in FieldValue value)
    {
        if (field.IsRepeated)
        {
            WriteName(field);
            new JsonListWriter(_output).Write(field, value.AsRepeated(), this);
        }
        else if (field.IsMap)
        {
            WriteName(field);
            WriteMap(field, value.AsMap());
        }
        else
        {
            WriteSingular(field, value);
        }
    }

    private void WriteSingular(JsonField field, in FieldValue value)
    {
        WriteName(field);
        WriteValue(field, value);
    }

    private void WriteName(JsonField field) => _output.Name(_options.PreserveProtoFieldNames ? field.ProtoMember : field.JsonMember);

    private void WriteMap(JsonField field, IMapField entries)
    {
        JsonField key = field.MapKey;
        JsonField value = field.MapValue;
        _output.BeginObject();
        int count = entries.Count;
        for (int i = 0; i < count; i++)
        {
            WriteKey(key.Kind, entries.KeyAt(i));
            _output.AfterName();
            WriteValue(value, entries.ValueAt(i));
        }

        _output.EndObject();
    }

    private void WriteKey(FieldKind kind, in FieldValue key)
    {
        switch (kind)
        {
            case FieldKind.String: _output.String(key.AsString()); break;
            case FieldKind.Bool: _output.QuotedAscii(key.AsBool() ? "true"u8 : "false"u8); break;
            case FieldKind.UInt64 or FieldKind.Fixed64: _output.QuotedNumber(key.AsUInt64()); break;
            case FieldKind.UInt32 or FieldKind.Fixed32: _output.QuotedNumber(key.AsUInt32()); break;
            case FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64: _output.QuotedNumber(key.AsInt64()); break;
            default: _output.QuotedNumber((long)key.AsInt32()); break;
        }
    }

    private void WriteEnum(JsonEnum type, int number)
    {
        if (type.IsNullValue)
            _output.Null();
        else if (!_options.WriteEnumsAsNumbers && type.NameOf(number) is { } name)
            _output.QuotedAscii(name);
        else
            _output.Number(number);
    }
}
