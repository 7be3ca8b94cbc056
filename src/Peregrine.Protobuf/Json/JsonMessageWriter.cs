using System.Numerics;
using System.Runtime.CompilerServices;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Json;

/// <summary>Writes messages and the values of their fields. One for each formatting call.</summary>
internal sealed class JsonMessageWriter<TUnit> : FieldVisitor
    where TUnit : unmanaged, IBinaryInteger<TUnit>
{
    // Parsed messages are bounded in depth; messages that a program builds are not. So many levels fit what the runtime calls sufficient.
    private const int LevelsBetweenStackChecks = 8;

    private readonly JsonOutput<TUnit> _output;
    private readonly JsonFormatterOptions _options;
    private readonly bool _lenient;
    private readonly bool _protoNames;

    // Of the message that is being visited.
    private JsonField[] _fields = [];
    private int _depth;

    public JsonMessageWriter(JsonOutput<TUnit> output, JsonFormatterOptions options, bool lenient)
    {
        _output = output;
        _options = options;
        _lenient = lenient;
        _protoNames = options.PreserveProtoFieldNames;
    }

    /// <summary>How many messages are open.</summary>
    public int Depth => _depth;

    public void WriteMessage(IReflectable message, JsonLayout layout)
    {
        if (++_depth % LevelsBetweenStackChecks == 0)
            RuntimeHelpers.EnsureSufficientExecutionStack();
        if (layout.Form == JsonForm.Object || !new JsonWellKnownWriter<TUnit>(_output, _options, _lenient, this).TryWrite(message, layout))
        {
            _output.BeginObject();
            WriteFields(message, layout);
            _output.EndObject();
        }

        _depth--;
    }

    /// <summary>Writes the members of a message's object without its braces.</summary>
    public void WriteFields(IReflectable message, JsonLayout layout)
    {
        JsonField[] outer = _fields;
        _fields = layout.Fields;
        if (_options.WriteDefaultValues)
            VisitWithDefaults(message);
        else
            message.VisitFields(this);
        _fields = outer;
        if (layout.IsExtendable && message.Extensions is { Count: > 0 } extensions)
            WriteExtensions(extensions);
    }

    public override void VisitInt32(int index, int value)
    {
        WriteName(index);
        _output.Number(value);
    }

    public override void VisitUInt32(int index, uint value)
    {
        WriteName(index);
        _output.Number(value);
    }

    public override void VisitInt64(int index, long value)
    {
        // 64-bit numbers are strings because JSON numbers are doubles to many readers.
        WriteName(index);
        _output.QuotedNumber(value);
    }

    public override void VisitUInt64(int index, ulong value)
    {
        WriteName(index);
        _output.QuotedNumber(value);
    }

    public override void VisitFloat(int index, float value)
    {
        WriteName(index);
        _output.Number(value);
    }

    public override void VisitDouble(int index, double value)
    {
        WriteName(index);
        _output.Number(value);
    }

    public override void VisitBool(int index, bool value)
    {
        WriteName(index);
        _output.Boolean(value);
    }

    public override void VisitEnum(int index, int number) => WriteEnum(WriteName(index).Enum!, number);

    public override void VisitString(int index, string value)
    {
        WriteName(index);
        _output.String(value);
    }

    public override void VisitBytes(int index, ByteString value)
    {
        WriteName(index);
        _output.Base64(value);
    }

    public override void VisitMessage(int index, IReflectable value) => WriteMessage(value, WriteName(index).Message);

    public override void VisitRepeated(int index, IRepeatedField values) => WriteList(WriteName(index), values);

    public override void VisitMap(int index, IMapField entries) => WriteMap(WriteName(index), entries);

    public void WriteValue(JsonField field, in FieldValue value)
    {
        switch (field.Kind)
        {
            case FieldKind.Double: _output.Number(value.AsDouble()); break;
            case FieldKind.Float: _output.Number(value.AsFloat()); break;
            case FieldKind.Int32 or FieldKind.SInt32 or FieldKind.SFixed32: _output.Number(value.AsInt32()); break;
            case FieldKind.UInt32 or FieldKind.Fixed32: _output.Number(value.AsUInt32()); break;
            case FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64: _output.QuotedNumber(value.AsInt64()); break;
            case FieldKind.UInt64 or FieldKind.Fixed64: _output.QuotedNumber(value.AsUInt64()); break;
            case FieldKind.Bool: _output.Boolean(value.AsBool()); break;
            case FieldKind.String: _output.String(value.AsString()); break;
            case FieldKind.Bytes: _output.Base64(value.AsBytes()); break;
            case FieldKind.Enum: WriteEnum(field.Enum!, value.AsEnum()); break;
            default: WriteMessage(value.AsReflectable(), field.Message); break;
        }
    }

    private void VisitWithDefaults(IReflectable message)
    {
        foreach (JsonField field in _fields)
        {
            if (!field.HasPresence || message.HasField(field.Index))
                Visit(field.Index, message.GetField(field.Index));
        }
    }

    private void WriteExtensions(ExtensionSet extensions)
    {
        foreach (Extension extension in extensions.Set)
        {
            if (!extensions.Has(extension))
                continue;
            JsonField field = JsonLayout.OfExtension(extension.Descriptor);
            WriteName(field);
            if (field.IsRepeated)
                WriteList(field, extensions.Get(extension).AsRepeated());
            else
                WriteValue(field, extensions.Get(extension));
        }
    }

    private JsonField WriteName(int index)
    {
        JsonField field = _fields[index];
        WriteName(field);
        return field;
    }

    private void WriteName(JsonField field) => _output.Name(_protoNames ? field.ProtoName : field.JsonName);

    private void WriteList(JsonField field, IRepeatedField values)
    {
        _output.BeginArray();
        if (!new JsonListWriter<TUnit>(_output, this).TryWrite(field, values))
        {
            int count = values.Count;
            for (int i = 0; i < count; i++)
                WriteValue(field, values.GetAt(i));
        }

        _output.EndArray();
    }

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
            _output.Value(name);
        else
            _output.Number(number);
    }
}
