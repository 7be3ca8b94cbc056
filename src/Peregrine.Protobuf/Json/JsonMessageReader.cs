using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Peregrine.Protobuf.Reflection;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Json;

/// <summary>Reads messages and the members of their objects. One for each parse.</summary>
internal ref struct JsonMessageReader<TUnit>
    where TUnit : unmanaged, IBinaryInteger<TUnit>
{
    private const int SeenOnStack = 4;

    private readonly JsonParserOptions _options;
    private JsonScalarReader<TUnit> _scalars;
    private int _depth;

    public JsonMessageReader(ReadOnlySpan<TUnit> text, JsonParserOptions options)
    {
        _scalars = new JsonScalarReader<TUnit> { Lexer = new JsonLexer<TUnit>(text) };
        _options = options;
    }

    public void ReadRoot(IReflectable message, JsonLayout layout)
    {
        ReadMessage(message, layout, _scalars.Lexer.Next());
        _scalars.Lexer.End();
    }

    /// <summary>Reads the value that the lexer has just found.</summary>
    private void ReadMessage(IReflectable message, JsonLayout layout, JsonValueKind kind)
    {
        switch (layout.Form)
        {
            case JsonForm.Object:
                BeginObject(layout, kind);
                ReadMembers(message, layout, mayHaveType: false);
                break;
            case JsonForm.Any: ReadAny(message, layout, kind); break;
            case JsonForm.Struct: ReadStruct(message, layout, kind); break;
            case JsonForm.Value: ReadValueMessage(message, layout, kind); break;
            case JsonForm.ListValue: ReadListValue(message, layout, kind); break;
            case JsonForm.Wrapper: ReadSingular(message, layout.Fields[0], kind); break;
            default: _scalars.ReadTextForm(message, layout.Form, kind); break;
        }
    }

    private void ReadMembers(IReflectable message, JsonLayout layout, bool mayHaveType)
    {
        // A bit for each field and for each oneof.
        int words = (layout.Fields.Length + layout.Descriptor.Oneofs.Count + 63) / 64;
        Span<ulong> seen = words <= SeenOnStack ? stackalloc ulong[SeenOnStack] : new ulong[words];
        int expected = 0;
        bool first = true;
        while (_scalars.Lexer.NextMember(first))
        {
            first = false;
            JsonField? field = ReadFieldName(message, layout, ref mayHaveType, ref expected);
            if (field is null)
                continue;
            // An extension is looked up by name each time; being given twice, the last one counts.
            if (!field.IsExtension)
                CheckOnce(field, seen);
            JsonValueKind kind = _scalars.Lexer.Next();
            if (kind == JsonValueKind.Null && (field.IsMap || field.IsRepeated || !field.TakesNull))
                continue;
            if (field.OneofIndex >= 0)
                CheckOneof(field, layout, seen);
            ReadField(message, field, kind);
        }

        _depth--;
    }

    // Null for a member without a field, which is passed over.
    private JsonField? ReadFieldName(IReflectable message, JsonLayout layout, ref bool mayHaveType, ref int expected)
    {
        // Writers keep the order of the fields, so the next field is tried before the table.
        if (expected < layout.Fields.Length && _scalars.Lexer.TrySkipName(layout.Fields[expected].JsonName.Text<TUnit>()))
            return layout.Fields[expected++];
        ReadOnlySpan<TUnit> name = _scalars.Lexer.Name(out bool escaped);
        if (escaped)
            name = _scalars.Resolve(name);
        if (layout.Find(name) is { } found)
        {
            expected = found.Index + 1;
            return found;
        }

        string text = _scalars.Decode(name, escaped: false);
        if (text is ['[', .., ']'] && FindExtension(message, text) is { } extension)
            return extension;
        if (text == "@type" && mayHaveType)
            mayHaveType = false; // once
        else if (!_options.IgnoreUnknownFields)
            throw Fault($"{layout.Descriptor.FullName} has no field \"{text}\"");
        SkipValue();
        return null;
    }

    private readonly JsonField? FindExtension(IReflectable message, string name) =>
        _options.TypeRegistry.Extensions.Find(name[1..^1]) is { } extension && extension.Descriptor.ContainingType.FullName == message.Descriptor.FullName
            ? JsonLayout.OfExtension(extension.Descriptor)
            : null;

    private readonly void CheckOnce(JsonField field, Span<ulong> seen)
    {
        if (!TrySet(seen, field.Index))
            throw Fault($"the field {field.Descriptor.FullName} is given twice");
    }

    private readonly void CheckOneof(JsonField field, JsonLayout layout, Span<ulong> seen)
    {
        if (!field.IsExtension && !TrySet(seen, layout.Fields.Length + field.OneofIndex))
            throw Fault($"more than one field of the oneof {field.Descriptor.RealContainingOneof!.FullName} is given");
    }

    private static bool TrySet(Span<ulong> bits, int index)
    {
        ulong bit = 1UL << (index & 63);
        ref ulong word = ref bits[index >> 6];
        bool fresh = (word & bit) == 0;
        word |= bit;
        return fresh;
    }

    private void ReadField(IReflectable message, JsonField field, JsonValueKind kind)
    {
        if (field.IsExtension)
            ReadExtension(message, field, kind);
        else if (field.IsMap)
            ReadMap(message, field, kind);
        else if (field.IsRepeated)
            ReadRepeated(message, field, message.GetField(field.Index).AsRepeated(), extension: null, kind);
        else
            ReadSingular(message, field, kind);
    }

    private void ReadSingular(IReflectable message, JsonField field, JsonValueKind kind)
    {
        if (field.IsMessage)
        {
            IMessage? existing = message.GetField(field.Index).AsMessage();
            var child = (IReflectable)(existing ?? message.CreateField(field.Index));
            ReadMessage(child, field.Message, kind);
            if (existing is null)
                message.SetField(field.Index, FieldValue.FromMessage(child));
        }
        else if (_scalars.TryRead(field, kind, _options.IgnoreUnknownFields, out FieldValue value))
        {
            message.SetField(field.Index, value);
        }
    }

    private void ReadExtension(IReflectable message, JsonField field, JsonValueKind kind)
    {
        Extension extension = _options.TypeRegistry.Extensions.Find(field.Descriptor.FullName)!;
        ExtensionAccess.Recognise(message, extension);
        ExtensionSet extensions = message.Extensions ??= new ExtensionSet();
        if (field.IsRepeated)
        {
            ReadRepeated(message, field, extensions.GetOrAddRepeated(extension), extension, kind);
        }
        else if (field.IsMessage)
        {
            var child = (IReflectable)extension.CreateMessage();
            ReadMessage(child, field.Message, kind);
            extensions.SetValue(extension, FieldValue.FromMessage(child));
        }
        else if (_scalars.TryRead(field, kind, _options.IgnoreUnknownFields, out FieldValue value))
        {
            extensions.SetValue(extension, value);
        }
    }

    private void ReadRepeated(IReflectable message, JsonField field, IRepeatedField values, Extension? extension, JsonValueKind kind)
    {
        BeginArray(field.Descriptor.FullName, kind);
        if (!JsonListReader.TryRead(ref _scalars, field, values))
        {
            for (bool first = true; _scalars.Lexer.NextElement(first); first = false)
                ReadElement(message, field, values, extension);
        }

        _depth--;
    }

    private void ReadElement(IReflectable message, JsonField field, IRepeatedField values, Extension? extension)
    {
        JsonValueKind kind = _scalars.Lexer.Next();
        RejectNull(field, kind, "an element");
        if (field.IsMessage)
        {
            var child = (IReflectable)(extension is null ? message.CreateField(field.Index) : extension.CreateMessage());
            ReadMessage(child, field.Message, kind);
            values.Add(FieldValue.FromMessage(child));
        }
        else if (_scalars.TryRead(field, kind, _options.IgnoreUnknownFields, out FieldValue value))
        {
            values.Add(value);
        }
    }

    private void ReadMap(IReflectable message, JsonField field, JsonValueKind kind)
    {
        IMapField entries = message.GetField(field.Index).AsMap();
        JsonField keyField = field.MapKey;
        JsonField valueField = field.MapValue;
        if (kind != JsonValueKind.Object)
            throw Fault($"expected an object for the map {field.Descriptor.FullName} but found {_scalars.Describe()}");
        Enter();
        // Into an empty map the map itself tells whether a key comes twice.
        HashSet<FieldValue>? keys = entries.Count == 0 ? null : [];
        for (bool first = true; _scalars.Lexer.NextMember(first); first = false)
        {
            int keyStart = _scalars.Lexer.Start;
            ReadOnlySpan<TUnit> name = _scalars.Lexer.Name(out bool escaped);
            FieldValue key = _scalars.ToMapKey(keyField, name, escaped);
            int count = entries.Count;
            JsonValueKind valueKind = _scalars.Lexer.Next();
            RejectNull(valueField, valueKind, "a value");
            if (!TryReadMapValue(message, field, valueField, valueKind, out FieldValue value))
                continue;
            entries.Set(key, value);
            if (keys is null ? entries.Count == count : !keys.Add(key))
                throw new JsonFaultException($"a key of the map {field.Descriptor.FullName} is given twice", keyStart);
        }

        _depth--;
    }

    private bool TryReadMapValue(IReflectable message, JsonField field, JsonField valueField, JsonValueKind kind, out FieldValue value)
    {
        if (!valueField.IsMessage)
            return _scalars.TryRead(valueField, kind, _options.IgnoreUnknownFields, out value);
        var child = (IReflectable)message.CreateField(field.Index);
        ReadMessage(child, valueField.Message, kind);
        value = FieldValue.FromMessage(child);
        return true;
    }

    private readonly void RejectNull(JsonField field, JsonValueKind kind, string what)
    {
        if (kind == JsonValueKind.Null && !field.TakesNull)
            throw Fault($"{what} of {field.Descriptor.FullName} cannot be null");
    }

    private void ReadStruct(IReflectable message, JsonLayout layout, JsonValueKind kind)
    {
        BeginObject(layout, kind);
        IMapField fields = message.GetField(0).AsMap();
        JsonLayout valueLayout = layout.Fields[0].MapValue.Message;
        HashSet<string>? keys = fields.Count == 0 ? null : [];
        for (bool first = true; _scalars.Lexer.NextMember(first); first = false)
        {
            ReadOnlySpan<TUnit> name = _scalars.Lexer.Name(out bool escaped);
            string key = _scalars.Decode(name, escaped);
            if (keys is null ? fields.TryGet(FieldValue.FromString(key), out _) : !keys.Add(key))
                throw Fault("a key of a Struct is given twice");
            var value = (IReflectable)message.CreateField(0);
            ReadValueMessage(value, valueLayout, _scalars.Lexer.Next());
            fields.Set(FieldValue.FromString(key), FieldValue.FromMessage(value));
        }

        _depth--;
    }

    private void ReadListValue(IReflectable message, JsonLayout layout, JsonValueKind kind)
    {
        BeginArray(layout.Descriptor.FullName, kind);
        IRepeatedField values = message.GetField(0).AsRepeated();
        for (bool first = true; _scalars.Lexer.NextElement(first); first = false)
        {
            var value = (IReflectable)message.CreateField(0);
            ReadValueMessage(value, layout.Fields[0].Message, _scalars.Lexer.Next());
            values.Add(FieldValue.FromMessage(value));
        }

        _depth--;
    }

    // struct.proto declares the kinds of a Value in this order: null, number, string, bool, struct, list.
    private void ReadValueMessage(IReflectable message, JsonLayout layout, JsonValueKind kind)
    {
        int index = kind switch
        {
            JsonValueKind.Null => 0,
            JsonValueKind.Number => 1,
            JsonValueKind.String => 2,
            JsonValueKind.True or JsonValueKind.False => 3,
            JsonValueKind.Object => 4,
            _ => 5,
        };
        if (index == 0)
            message.SetField(0, FieldValue.FromEnum(0));
        else
            ReadSingular(message, layout.Fields[index], kind);
    }

    private void ReadAny(IReflectable message, JsonLayout layout, JsonValueKind kind)
    {
        BeginObject(layout, kind);
        string? url = FindTypeOfAny(out bool empty);
        if (url is null)
        {
            if (!empty)
                throw Fault("an Any needs a member \"@type\" that is a string");
            _scalars.Lexer.NextMember(first: true);
            _depth--;
            return;
        }

        if (!url.Contains('/') || !_options.TypeRegistry.TryFindByUrl(url, out MessageParser? type))
            throw Fault($"the type registry has no \"{url}\"");
        var content = (IReflectable)type.CreateMessage();
        JsonLayout contentLayout = JsonLayout.Of(type.Descriptor);
        if (contentLayout.Form == JsonForm.Object)
            ReadMembers(content, contentLayout, mayHaveType: true);
        else
            ReadSpecialContent(content, contentLayout);
        message.SetField(0, FieldValue.FromString(url));
        message.SetField(1, FieldValue.FromBytes(content.ToByteString()));
    }

    private void ReadSpecialContent(IReflectable content, JsonLayout layout)
    {
        bool found = false;
        bool mayHaveType = true;
        for (bool first = true; _scalars.Lexer.NextMember(first); first = false)
        {
            ReadOnlySpan<TUnit> name = _scalars.Lexer.Name(out bool escaped);
            string text = _scalars.Decode(name, escaped);
            if (text == "value")
            {
                if (found)
                    throw Fault("\"value\" is given twice");
                found = true;
                ReadMessage(content, layout, _scalars.Lexer.Next());
                continue;
            }

            if (text == "@type" && mayHaveType)
                mayHaveType = false;
            else if (!_options.IgnoreUnknownFields)
                throw Fault($"{layout.Descriptor.FullName} has no field \"{text}\"");
            SkipValue();
        }

        if (!found)
            throw Fault($"an Any of {layout.Descriptor.FullName} needs a member \"value\"");
        _depth--;
    }

    // "@type" may stand anywhere in the object, so a copy of this runs ahead for it.
    private readonly string? FindTypeOfAny(out bool empty)
    {
        JsonMessageReader<TUnit> ahead = this;
        empty = true;
        for (bool first = true; ahead._scalars.Lexer.NextMember(first); first = false)
        {
            empty = false;
            ReadOnlySpan<TUnit> name = ahead._scalars.Lexer.Name(out bool escaped);
            if (ahead._scalars.Decode(name, escaped) == "@type")
                return ahead._scalars.Lexer.Next() == JsonValueKind.String ? ahead._scalars.ReadString() : null;
            ahead.SkipValue();
        }

        return null;
    }

    private void SkipValue()
    {
        JsonValueKind kind = _scalars.Lexer.Next();
        switch (kind)
        {
            case JsonValueKind.String:
                _scalars.Lexer.String(out _);
                break;
            case JsonValueKind.Number:
                _scalars.Lexer.Number(out _, out _);
                break;
            case JsonValueKind.Object:
                Enter();
                for (bool first = true; _scalars.Lexer.NextMember(first); first = false)
                {
                    _scalars.Lexer.Name(out _);
                    SkipValue();
                }

                _depth--;
                break;
            case JsonValueKind.Array:
                Enter();
                for (bool first = true; _scalars.Lexer.NextElement(first); first = false)
                    SkipValue();
                _depth--;
                break;
            default:
                // A literal was read with its kind.
                break;
        }
    }

    private void BeginObject(JsonLayout layout, JsonValueKind kind)
    {
        if (kind != JsonValueKind.Object)
            throw Fault($"expected an object for {layout.Descriptor.FullName} but found {_scalars.Describe()}");
        Enter();
    }

    private void BeginArray(string name, JsonValueKind kind)
    {
        if (kind != JsonValueKind.Array)
            throw Fault($"expected an array for {name} but found {_scalars.Describe()}");
        Enter();
    }

    private void Enter()
    {
        if (_depth >= _options.RecursionLimit)
            throw Fault($"objects and arrays nest deeper than RecursionLimit ({_options.RecursionLimit})");
        // A limit can be set higher than the stack allows.
        if ((_depth & 7) == 7 && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Fault("objects and arrays nest deeper than the stack of this thread allows");
        _depth++;
        _scalars.Lexer.Open();
    }

    private readonly JsonFaultException Fault(string message) => _scalars.Lexer.Fault(message);
}
