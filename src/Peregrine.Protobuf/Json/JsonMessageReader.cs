using System.Runtime.CompilerServices;
using System.Text.Json;
using Peregrine.Protobuf.Reflection;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Json;

/// <summary>Reads messages and the members of their objects. One for each parse.</summary>
internal ref struct JsonMessageReader
{
    private const int SeenOnStack = 8;

    private readonly JsonParserOptions _options;
    private JsonScalarReader _scalars;
    private long? _faultOffset; // where it is not the current token

    public JsonMessageReader(Utf8JsonReader reader, JsonParserOptions options)
    {
        _scalars = new JsonScalarReader { Reader = reader };
        _options = options;
    }

    public readonly Utf8JsonReader Reader => _scalars.Reader;

    /// <summary>Where the token stands at which the last fault was found.</summary>
    public readonly long FaultOffset => _faultOffset ?? _scalars.Reader.TokenStartIndex;

    public void ReadRoot(IReflectable message, JsonLayout layout)
    {
        Next();
        ReadMessage(message, layout);
        // Reads on to the end of the text, so that anything after the value is an error.
        _scalars.Reader.Read();
    }

    public void ReadNested(IReflectable message, JsonLayout layout)
    {
        if (_scalars.Reader.TokenType == JsonTokenType.None)
            Next();
        ReadMessage(message, layout);
    }

    /// <summary>Reads the value at the current token, and stops at its last token.</summary>
    private void ReadMessage(IReflectable message, JsonLayout layout)
    {
        switch (layout.Form)
        {
            case JsonForm.Object:
                BeginObject(layout);
                ReadMembers(message, layout, withinAny: false);
                break;
            case JsonForm.Any: ReadAny(message, layout); break;
            case JsonForm.Struct: ReadStruct(message, layout); break;
            case JsonForm.Value: ReadValueMessage(message, layout); break;
            case JsonForm.ListValue: ReadListValue(message, layout); break;
            case JsonForm.Wrapper: ReadSingular(message, layout.Fields[0]); break;
            default: _scalars.ReadTextForm(message, layout.Form); break;
        }
    }

    private void ReadMembers(IReflectable message, JsonLayout layout, bool withinAny)
    {
        // A bit for each field and for each oneof.
        int words = (layout.Fields.Length + layout.Descriptor.Oneofs.Count + 63) / 64;
        Span<ulong> seen = words <= SeenOnStack ? stackalloc ulong[SeenOnStack] : new ulong[words];
        int expected = 0;
        while (NextMember())
        {
            JsonField? field = FindField(message, layout, ref expected);
            if (field is null)
            {
                ReadUnknownMember(layout, withinAny);
                continue;
            }

            // An extension is looked up by name each time; being given twice, the last one counts.
            if (!field.Descriptor.IsExtension)
                CheckOnce(field, seen);
            Next();
            if (_scalars.Reader.TokenType == JsonTokenType.Null && (field.IsMap || field.IsRepeated || !field.TakesNull))
                continue;
            if (!field.Descriptor.IsExtension)
                CheckOneof(field, layout, seen);
            ReadField(message, field);
        }
    }

    private JsonField? FindField(IReflectable message, JsonLayout layout, ref int expected)
    {
        if (!_scalars.Reader.ValueIsEscaped && !_scalars.Reader.HasValueSequence)
        {
            // Writers keep the order of the fields, so the next field is tried before the table.
            ReadOnlySpan<byte> name = _scalars.Reader.ValueSpan;
            if (expected < layout.Fields.Length && name.SequenceEqual(layout.Fields[expected].JsonName))
                return layout.Fields[expected++];
            if (layout.Find(name) is { } found)
            {
                expected = found.Index + 1;
                return found;
            }

            return name is [(byte)'[', .., (byte)']'] ? FindExtension(message, _scalars.ReadString()) : null;
        }

        string text = _scalars.ReadString();
        return layout.Find(System.Text.Encoding.UTF8.GetBytes(text)) ?? (text is ['[', .., ']'] ? FindExtension(message, text) : null);
    }

    private JsonField? FindExtension(IReflectable message, string name) =>
        _options.TypeRegistry.Extensions.Find(name[1..^1]) is { } extension && extension.Descriptor.ContainingType.FullName == message.Descriptor.FullName
            ? JsonLayout.OfExtension(extension.Descriptor)
            : null;

    private void ReadUnknownMember(JsonLayout layout, bool withinAny)
    {
        bool typeOfAny = withinAny && _scalars.NameIs("@type");
        if (!typeOfAny && !_options.IgnoreUnknownFields)
            throw Fault($"{layout.Descriptor.FullName} has no field \"{_scalars.ReadString()}\"");
        SkipMember();
    }

    private static void CheckOnce(JsonField field, Span<ulong> seen)
    {
        if (!TrySet(seen, field.Index))
            throw Fault($"the field {field.Descriptor.FullName} is given twice");
    }

    private static void CheckOneof(JsonField field, JsonLayout layout, Span<ulong> seen)
    {
        if (field.OneofIndex >= 0 && !TrySet(seen, layout.Fields.Length + field.OneofIndex))
            throw Fault($"more than one field of the oneof {field.Descriptor.RealContainingOneof!.FullName} is given");
    }

    private static bool TrySet(Span<ulong> bits, int index)
    {
        ulong bit = 1UL << (index & 63);
        bool fresh = (bits[index >> 6] & bit) == 0;
        bits[index >> 6] |= bit;
        return fresh;
    }

    private void ReadField(IReflectable message, JsonField field)
    {
        if (field.Descriptor.IsExtension)
            ReadExtension(message, field);
        else if (field.IsMap)
            ReadMap(message, field);
        else if (field.IsRepeated)
            ReadRepeated(message, field, message.GetField(field.Index).AsRepeated(), extension: null);
        else
            ReadSingular(message, field);
    }

    private void ReadSingular(IReflectable message, JsonField field)
    {
        if (field.Kind is FieldKind.Message or FieldKind.Group)
        {
            IReflectable child = message.HasField(field.Index) ? (IReflectable)message.GetField(field.Index).AsMessage()! : (IReflectable)message.CreateField(field.Index);
            ReadMessage(child, field.Message);
            message.SetField(field.Index, FieldValue.FromMessage(child));
        }
        else if (_scalars.TryRead(field, _options.IgnoreUnknownFields, out FieldValue value))
        {
            message.SetField(field.Index, value);
        }
    }

    private void ReadExtension(IReflectable message, JsonField field)
    {
        Extension extension = _options.TypeRegistry.Extensions.Find(field.Descriptor.FullName)!;
        ExtensionAccess.Recognise(message, extension);
        ExtensionSet extensions = message.Extensions ??= new ExtensionSet();
        if (field.IsRepeated)
        {
            ReadRepeated(message, field, extensions.GetOrAddRepeated(extension), extension);
        }
        else if (field.Kind is FieldKind.Message or FieldKind.Group)
        {
            var child = (IReflectable)extension.CreateMessage();
            ReadMessage(child, field.Message);
            extensions.SetValue(extension, FieldValue.FromMessage(child));
        }
        else if (_scalars.TryRead(field, _options.IgnoreUnknownFields, out FieldValue value))
        {
            extensions.SetValue(extension, value);
        }
    }

    private void ReadRepeated(IReflectable message, JsonField field, IRepeatedField values, Extension? extension)
    {
        BeginArray(field.Descriptor.FullName);
        while (NextElement())
        {
            RejectNull(field, "an element");
            if (field.Kind is FieldKind.Message or FieldKind.Group)
            {
                var child = (IReflectable)(extension is null ? message.CreateField(field.Index) : extension.CreateMessage());
                ReadMessage(child, field.Message);
                values.Add(FieldValue.FromMessage(child));
            }
            else if (_scalars.TryRead(field, _options.IgnoreUnknownFields, out FieldValue value))
            {
                values.Add(value);
            }
        }
    }

    private void ReadMap(IReflectable message, JsonField field)
    {
        IMapField entries = message.GetField(field.Index).AsMap();
        JsonField keyField = field.MapKey;
        JsonField valueField = field.MapValue;
        if (_scalars.Reader.TokenType != JsonTokenType.StartObject)
            throw Fault($"expected an object for the map {field.Descriptor.FullName} but found {_scalars.Describe()}");
        CheckDepth();
        // Into an empty map the map itself tells whether a key comes twice.
        HashSet<FieldValue>? keys = entries.Count == 0 ? null : [];
        while (NextMember())
        {
            long keyOffset = _scalars.Reader.TokenStartIndex;
            FieldValue key = _scalars.ReadMapKey(keyField);
            int count = entries.Count;
            Next();
            RejectNull(valueField, "a value");
            if (valueField.Kind == FieldKind.Message)
            {
                var child = (IReflectable)message.CreateField(field.Index);
                ReadMessage(child, valueField.Message);
                entries.Set(key, FieldValue.FromMessage(child));
            }
            else if (_scalars.TryRead(valueField, _options.IgnoreUnknownFields, out FieldValue value))
            {
                entries.Set(key, value);
            }
            else
            {
                continue;
            }

            if (keys is null ? entries.Count == count : !keys.Add(key))
            {
                _faultOffset = keyOffset;
                throw Fault($"a key of the map {field.Descriptor.FullName} is given twice");
            }
        }
    }

    private void RejectNull(JsonField field, string what)
    {
        if (_scalars.Reader.TokenType == JsonTokenType.Null && !field.TakesNull)
            throw Fault($"{what} of {field.Descriptor.FullName} cannot be null");
    }

    private void ReadStruct(IReflectable message, JsonLayout layout)
    {
        BeginObject(layout);
        IMapField fields = message.GetField(0).AsMap();
        JsonLayout valueLayout = layout.Fields[0].MapValue.Message;
        HashSet<string>? keys = fields.Count == 0 ? null : [];
        while (NextMember())
        {
            string key = _scalars.ReadString();
            if (keys is null ? fields.TryGet(FieldValue.FromString(key), out _) : !keys.Add(key))
                throw Fault("a key of a Struct is given twice");
            Next();
            var value = (IReflectable)message.CreateField(0);
            ReadValueMessage(value, valueLayout);
            fields.Set(FieldValue.FromString(key), FieldValue.FromMessage(value));
        }
    }

    private void ReadListValue(IReflectable message, JsonLayout layout)
    {
        BeginArray(layout.Descriptor.FullName);
        IRepeatedField values = message.GetField(0).AsRepeated();
        while (NextElement())
        {
            var value = (IReflectable)message.CreateField(0);
            ReadValueMessage(value, layout.Fields[0].Message);
            values.Add(FieldValue.FromMessage(value));
        }
    }

    // struct.proto declares the kinds of a Value in this order: null, number, string, bool, struct, list.
    private void ReadValueMessage(IReflectable message, JsonLayout layout)
    {
        int index = _scalars.Reader.TokenType switch
        {
            JsonTokenType.Null => 0,
            JsonTokenType.Number => 1,
            JsonTokenType.String => 2,
            JsonTokenType.True or JsonTokenType.False => 3,
            JsonTokenType.StartObject => 4,
            _ => 5,
        };
        JsonField field = layout.Fields[index];
        if (index == 0)
            message.SetField(0, FieldValue.FromEnum(0));
        else
            ReadSingular(message, field);
    }

    private void ReadAny(IReflectable message, JsonLayout layout)
    {
        BeginObject(layout);
        string? url = FindTypeOfAny(out bool empty);
        if (url is null)
        {
            if (!empty)
                throw Fault("an Any needs a member \"@type\" that is a string");
            NextMember();
            return;
        }

        if (!url.Contains('/') || !_options.TypeRegistry.TryFindByUrl(url, out MessageParser? type))
            throw Fault($"the type registry has no \"{url}\"");
        var content = (IReflectable)type.CreateMessage();
        JsonLayout contentLayout = JsonLayout.Of(type.Descriptor);
        if (contentLayout.Form == JsonForm.Object)
            ReadMembers(content, contentLayout, withinAny: true);
        else
            ReadSpecialContent(content, contentLayout);
        message.SetField(0, FieldValue.FromString(url));
        message.SetField(1, FieldValue.FromBytes(ByteString.Wrap(content.ToByteArray())));
    }

    private void ReadSpecialContent(IReflectable content, JsonLayout layout)
    {
        bool found = false;
        while (NextMember())
        {
            if (!_scalars.NameIs("value"))
            {
                ReadUnknownMember(layout, withinAny: true);
                continue;
            }

            if (found)
                throw Fault("\"value\" is given twice");
            found = true;
            Next();
            ReadMessage(content, layout);
        }

        if (!found)
            throw Fault($"an Any of {layout.Descriptor.FullName} needs a member \"value\"");
    }

    // "@type" may stand anywhere in the object, so a copy of the reader runs ahead for it.
    private string? FindTypeOfAny(out bool empty)
    {
        JsonScalarReader ahead = _scalars;
        empty = true;
        while (ahead.Reader.Read() && ahead.Reader.TokenType == JsonTokenType.PropertyName)
        {
            empty = false;
            bool isType = ahead.NameIs("@type");
            ahead.Reader.Read();
            if (isType)
                return ahead.Reader.TokenType == JsonTokenType.String ? ahead.ReadString() : null;
            if (!ahead.Reader.TrySkip())
                return null;
        }

        return null;
    }

    private void BeginObject(JsonLayout layout)
    {
        if (_scalars.Reader.TokenType != JsonTokenType.StartObject)
            throw Fault($"expected an object for {layout.Descriptor.FullName} but found {_scalars.Describe()}");
        CheckDepth();
    }

    private void BeginArray(string name)
    {
        if (_scalars.Reader.TokenType != JsonTokenType.StartArray)
            throw Fault($"expected an array for {name} but found {_scalars.Describe()}");
        CheckDepth();
    }

    private void CheckDepth()
    {
        // CurrentDepth counts what encloses the current token.
        if (_scalars.Reader.CurrentDepth >= _options.RecursionLimit)
            throw Fault($"objects and arrays nest deeper than RecursionLimit ({_options.RecursionLimit})");
        // A limit can be set higher than the stack allows.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Fault("objects and arrays nest deeper than the stack of this thread allows");
    }

    private bool NextMember()
    {
        Next();
        return _scalars.Reader.TokenType == JsonTokenType.PropertyName;
    }

    private bool NextElement()
    {
        Next();
        return _scalars.Reader.TokenType != JsonTokenType.EndArray;
    }

    private void Next()
    {
        if (!_scalars.Reader.Read())
            throw Fault("the text ends too early");
    }

    private void SkipMember()
    {
        if (!_scalars.Reader.TrySkip())
            throw Fault("the text ends too early");
    }

    private static JsonFaultException Fault(string message) => new(message);
}
