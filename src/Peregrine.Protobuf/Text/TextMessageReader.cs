using System.Runtime.CompilerServices;
using Peregrine.Protobuf.Extensions;
using Peregrine.Protobuf.Reflection;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Text;

/// <summary>Reads the fields of messages from tokens. One for each parse.</summary>
internal ref struct TextMessageReader
{
    private readonly TextParserOptions _options;
    private TextValueReader _values;
    private int _depth;

    public TextMessageReader(ReadOnlySpan<byte> text, TextParserOptions options)
    {
        _values = new TextValueReader { Tokens = new TextTokenizer(text) };
        _options = options;
    }

    public void ReadRoot(IReflectable message)
    {
        ReadFields(message);
        if (_values.Tokens.Kind != TextTokenKind.End)
            throw _values.Tokens.Error($"expected a field name but found {_values.Tokens.Describe()}");
    }

    // Reads as far as there are fields: up to a closing bracket or the end.
    private void ReadFields(IReflectable message)
    {
        Deepen();
        HashSet<Descriptor>? seen = null;
        while (_values.Tokens.Kind == TextTokenKind.Identifier || _values.Tokens.IsSymbol('['))
        {
            if (_values.Tokens.IsSymbol('['))
                ReadBracketedField(message, ref seen);
            else
                ReadNamedField(message, ref seen);
            // One separator may follow a field.
            if (!_values.Tokens.TrySymbol(','))
                _values.Tokens.TrySymbol(';');
        }

        _depth--;
    }

    private void Deepen()
    {
        if (++_depth > _options.RecursionLimit)
            throw _values.Tokens.Error($"messages nest deeper than RecursionLimit ({_options.RecursionLimit})");
        // A limit can be set higher than the stack allows.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw _values.Tokens.Error("messages nest deeper than the stack of this thread allows");
    }

    private void ReadNamedField(IReflectable message, ref HashSet<Descriptor>? seen)
    {
        string name = System.Text.Encoding.ASCII.GetString(_values.Tokens.Token);
        TextFieldNames names = TextFieldNames.Of(message.Descriptor);
        FieldDescriptor? field = names.Find(name);
        if (field is null)
        {
            if (!names.IsReserved(name) && !_options.IgnoreUnknownFields)
                throw _values.Tokens.Error($"{message.Descriptor.FullName} has no field \"{name}\"");
            _values.Tokens.Next();
            SkipValue();
            return;
        }

        CheckOnce(field, ref seen);
        _values.Tokens.Next();
        if (field.IsMap)
            ReadMap(message, field);
        else if (field.IsRepeated)
            ReadRepeated(field, message.GetField(field.Index).AsRepeated(), new ValueFactory(message, field));
        else
            ReadSingular(message, field);
    }

    private void ReadBracketedField(IReflectable message, ref HashSet<Descriptor>? seen)
    {
        TextTokenizer start = _values.Tokens;
        string name = _values.Tokens.ReadBracketedName();
        if (name.Contains('/'))
        {
            ReadExpandedAny(message, name, start);
            return;
        }

        Extension? extension = _options.TypeRegistry.Extensions.Find(name);
        if (extension is null || extension.Descriptor.ContainingType.FullName != message.Descriptor.FullName)
        {
            if (!_options.IgnoreUnknownFields)
                throw start.Error($"the type registry has no extension [{name}] of {message.Descriptor.FullName}");
            SkipValue();
            return;
        }

        FieldDescriptor field = extension.Descriptor;
        CheckOnce(field, ref seen);
        ExtensionAccess.Recognise(message, extension);
        ExtensionSet extensions = message.Extensions ??= new ExtensionSet();
        var factory = new ValueFactory(extension);
        if (field.IsRepeated)
            ReadRepeated(field, extensions.GetOrAddRepeated(extension), factory);
        else if (TryReadValue(field, factory, out FieldValue value))
            extensions.SetValue(extension, value);
    }

    private readonly void CheckOnce(FieldDescriptor field, ref HashSet<Descriptor>? seen)
    {
        if (field.IsRepeated)
            return;
        seen ??= [];
        if (!seen.Add(field))
            throw _values.Tokens.Error($"the field {field.FullName} is given twice");
        if (field.RealContainingOneof is { } oneof && !seen.Add(oneof))
            throw _values.Tokens.Error($"more than one field of the oneof {oneof.FullName} is given");
    }

    private void ReadSingular(IReflectable message, FieldDescriptor field)
    {
        if (TryReadValue(field, new ValueFactory(message, field), out FieldValue value))
            message.SetField(field.Index, value);
    }

    private void ReadRepeated(FieldDescriptor field, IRepeatedField values, ValueFactory factory)
    {
        bool colon = ReadColon(field);
        if (!_values.Tokens.TrySymbol('['))
        {
            if (TryReadAfterColon(field, factory, colon, out FieldValue single))
                values.Add(single);
            return;
        }

        if (_values.Tokens.TrySymbol(']'))
            return;
        do
        {
            if (TryReadAfterColon(field, factory, colon, out FieldValue value))
                values.Add(value);
        }
        while (_values.Tokens.TrySymbol(','));
        _values.Tokens.Expect(']');
    }

    private bool TryReadValue(FieldDescriptor field, ValueFactory factory, out FieldValue value) =>
        TryReadAfterColon(field, factory, ReadColon(field), out value);

    // The colon may be left out before a message and before a list of messages.
    private bool ReadColon(FieldDescriptor field)
    {
        bool colon = _values.Tokens.TrySymbol(':');
        if (!colon && field.MessageType is null)
            throw _values.Tokens.Error($"expected ':' after {field.Name} but found {_values.Tokens.Describe()}");
        return colon;
    }

    private bool TryReadAfterColon(FieldDescriptor field, ValueFactory factory, bool colon, out FieldValue value)
    {
        if (field.MessageType is null)
            return _values.TryReadScalar(field, _options.IgnoreUnknownFields, out value);
        char close = OpenMessage();
        IMessage message = factory.Create();
        ReadFields((IReflectable)message);
        _values.Tokens.Expect(close);
        value = FieldValue.FromMessage(message);
        return true;
    }

    private char OpenMessage()
    {
        if (_values.Tokens.TrySymbol('<'))
            return '>';
        _values.Tokens.Expect('{');
        return '}';
    }

    private void ReadMap(IReflectable message, FieldDescriptor field)
    {
        ReadColon(field);
        if (!_values.Tokens.TrySymbol('['))
        {
            ReadMapEntry(message, field);
            return;
        }

        if (_values.Tokens.TrySymbol(']'))
            return;
        do
            ReadMapEntry(message, field);
        while (_values.Tokens.TrySymbol(','));
        _values.Tokens.Expect(']');
    }

    private void ReadMapEntry(IReflectable message, FieldDescriptor field)
    {
        FieldDescriptor keyField = field.MessageType!.Fields[0];
        FieldDescriptor valueField = field.MessageType.Fields[1];
        FieldValue key = DefaultValues.Of(keyField);
        FieldValue? value = null;
        bool complete = true;
        HashSet<Descriptor>? seen = null;
        char close = OpenMessage();
        while (_values.Tokens.Kind == TextTokenKind.Identifier)
        {
            FieldDescriptor entryField = _values.Tokens.Token.SequenceEqual("key"u8) ? keyField
                : _values.Tokens.Token.SequenceEqual("value"u8) ? valueField
                : throw _values.Tokens.Error($"an entry of the map {field.FullName} has a key and a value, no {_values.Tokens.Describe()}");
            CheckOnce(entryField, ref seen);
            _values.Tokens.Next();
            complete &= TryReadValue(entryField, new ValueFactory(message, field), out FieldValue read);
            if (entryField == keyField)
                key = read;
            else
                value = read;
            if (!_values.Tokens.TrySymbol(','))
                _values.Tokens.TrySymbol(';');
        }

        _values.Tokens.Expect(close);
        if (complete)
            message.GetField(field.Index).AsMap().Set(key, value ?? MissingValue(message, field, valueField));
    }

    private static FieldValue MissingValue(IReflectable message, FieldDescriptor field, FieldDescriptor valueField) =>
        valueField.MessageType is null ? DefaultValues.Of(valueField) : FieldValue.FromMessage(message.CreateField(field.Index));

    private void ReadExpandedAny(IReflectable message, string url, TextTokenizer start)
    {
        if (message.Descriptor.FullName != "google.protobuf.Any")
            throw start.Error($"only a google.protobuf.Any is written by a type's URL, and this is {message.Descriptor.FullName}");
        if (message.HasField(0))
            throw start.Error("the type of an Any is given twice");
        if (!_options.TypeRegistry.TryFindByUrl(url, out MessageParser? type))
            throw start.Error($"the type registry has no '{url}'");
        _values.Tokens.TrySymbol(':');
        char close = OpenMessage();
        IMessage content = type.CreateMessage();
        ReadFields((IReflectable)content);
        _values.Tokens.Expect(close);
        message.SetField(0, FieldValue.FromString(url));
        message.SetField(1, FieldValue.FromBytes(content.ToByteString()));
    }

    // A value whose field is reserved or unknown, which may be of any shape.
    private void SkipValue()
    {
        bool colon = _values.Tokens.TrySymbol(':');
        if (_values.Tokens.TrySymbol('['))
            SkipList();
        else if (_values.Tokens.IsSymbol('{') || _values.Tokens.IsSymbol('<'))
            SkipMessage();
        else if (colon)
            _values.SkipScalar();
        else
            throw _values.Tokens.Error($"expected ':' or a message but found {_values.Tokens.Describe()}");
    }

    private void SkipList()
    {
        if (_values.Tokens.TrySymbol(']'))
            return;
        do
        {
            if (_values.Tokens.IsSymbol('{') || _values.Tokens.IsSymbol('<'))
                SkipMessage();
            else
                _values.SkipScalar();
        }
        while (_values.Tokens.TrySymbol(','));
        _values.Tokens.Expect(']');
    }

    private void SkipMessage()
    {
        Deepen();
        char close = OpenMessage();
        while (_values.Tokens.Kind == TextTokenKind.Identifier || _values.Tokens.IsSymbol('['))
        {
            if (_values.Tokens.IsSymbol('['))
                _values.Tokens.ReadBracketedName();
            else
                _values.Tokens.Next();
            SkipValue();
            if (!_values.Tokens.TrySymbol(','))
                _values.Tokens.TrySymbol(';');
        }

        _values.Tokens.Expect(close);
        _depth--;
    }

    /// <summary>Makes the message that a field, an element or a map's value needs.</summary>
    private readonly struct ValueFactory
    {
        private readonly IReflectable? _owner;
        private readonly FieldDescriptor? _field;
        private readonly Extension? _extension;

        public ValueFactory(IReflectable owner, FieldDescriptor field)
        {
            _owner = owner;
            _field = field;
        }

        public ValueFactory(Extension extension) => _extension = extension;

        public IMessage Create() => _extension is not null ? _extension.CreateMessage() : _owner!.CreateField(_field!.Index);
    }
}
