using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Peregrine.Schema;

/// <summary>Parses the text format in which aggregate options are written, checking every name and value against the message's type.</summary>
internal sealed class OptionTextParser
{
    // Deeper values are refused so that hostile ones cannot exhaust the stack.
    private const int MaxDepth = 100;

    private readonly LinkContext _context;
    private readonly TextLexer _lexer;
    private int _depth;

    public OptionTextParser(LinkContext context, string text)
    {
        _context = context;
        _lexer = new TextLexer(text);
    }

    public string Error { get; private set; } = "";

    public string? Help { get; private set; }

    /// <summary>Where in the text the wrong token is.</summary>
    public int ErrorOffset { get; private set; }

    public bool TryParse(OptionMessage message)
    {
        while (!_lexer.AtEnd)
        {
            if (!ParseField(message))
                return false;
        }

        return true;
    }

    // The wrong token is the next one unless an earlier one is given.
    private bool Fail(string error, string? help = null, int at = -1)
    {
        ErrorOffset = at < 0 ? _lexer.Next : at;
        Error = error;
        Help = help;
        return false;
    }

    private bool Expect(char symbol) => _lexer.TryTake(symbol) || Fail($"expected '{symbol}', found {_lexer.Describe()}");

    private bool ParseField(OptionMessage message)
    {
        FieldDescriptor? field;
        var start = _lexer.Next;
        if (_lexer.TryTake('['))
        {
            start = _lexer.Next;
            if (!ParseBracketName(out var name, out var isAny) || !Expect(']'))
                return false;
            if (isAny)
                return ParseAny(message, name) && SkipSeparator();
            field = FindExtension(message.Type, name);
            if (field is null)
                return Fail($"\"[{name}]\" is no extension of \"{message.Type.FullName}\"", at: start);
        }
        else
        {
            if (!_lexer.TryTakeIdentifier(out var name))
                return Fail($"expected the name of a field, found {_lexer.Describe()}");
            field = FindField(message.Type, name);
            if (field is null)
                return Fail($"message \"{message.Type.FullName}\" has no field \"{name}\"", Spelling.DidYouMean(name, message.Type.Fields.Select(static item => item.Name)), start);
        }

        return CheckSingle(message, field, start) && ParseFieldValue(message, field) && SkipSeparator();
    }

    private bool SkipSeparator()
    {
        _ = _lexer.TryTake(',') || _lexer.TryTake(';');
        return true;
    }

    // A group goes by the name of its type too.
    private static FieldDescriptor? FindField(MessageDescriptor type, string name)
    {
        var field = type.FindFieldByName(name);
        if (field is not null)
            return field;
        field = type.FindFieldByName(name.ToLowerInvariant());
        return field is { MessageType: not null } && field.Kind == FieldKind.Group && IsGroupLike(field) && field.MessageType.Name == name ? field : null;
    }

    private static bool IsGroupLike(FieldDescriptor field) =>
        field.MessageType is { } type && string.Equals(type.Name.ToLowerInvariant(), field.Name, StringComparison.Ordinal) && type.Parent == field.Parent;

    private bool CheckSingle(OptionMessage message, FieldDescriptor field, int start)
    {
        if (field.IsRepeated)
            return true;
        if (message.Has(field))
            return Fail($"the field \"{field.Name}\" is set twice", at: start);
        if (field.ContainingOneof is { } oneof && oneof.Fields.FirstOrDefault(message.Has) is { } other)
            return Fail($"the field \"{field.Name}\" is set along with \"{other.Name}\", another member of oneof \"{oneof.Name}\"", at: start);
        return true;
    }

    private FieldDescriptor? FindExtension(MessageDescriptor type, string name)
    {
        var symbol = _context.Symbols.Resolve(name, type.FullName, typesOnly: false, includeOptionImports: true);
        if (symbol.Descriptor is FieldDescriptor { IsExtension: true } extension)
            return extension.ContainingType == type ? extension : null;
        // In a MessageSet an extension may go by the name of its message.
        if (symbol.Descriptor is MessageDescriptor message && type.IsMessageSet)
            return message.Extensions.FirstOrDefault(item => item.ContainingType == type && item.MessageType == message && !item.IsRepeated);
        return null;
    }

    private bool ParseBracketName(out string name, out bool isAny)
    {
        name = "";
        isAny = false;
        if (!_lexer.TryTakeIdentifier(out var part))
            return Fail($"expected the name of an extension, found {_lexer.Describe()}");
        var whole = new StringBuilder(part);
        while (true)
        {
            if (_lexer.TryTake('.'))
                whole.Append('.');
            else if (_lexer.TryTake('/'))
            {
                isAny = true;
                whole.Append('/');
            }
            else
            {
                name = whole.ToString();
                return true;
            }

            if (!_lexer.TryTakeIdentifier(out part))
                return Fail($"expected an identifier, found {_lexer.Describe()}");
            whole.Append(part);
        }
    }

    // [type.googleapis.com/pkg.Type] { ... } inside a google.protobuf.Any.
    private bool ParseAny(OptionMessage message, string url)
    {
        var urlField = message.Type.FindFieldByNumber(1);
        var valueField = message.Type.FindFieldByNumber(2);
        if (message.Type.FullName != "google.protobuf.Any" || urlField is null || valueField is null)
            return Fail($"\"[{url}]\" can stand in a google.protobuf.Any only");
        var name = url.Substring(url.LastIndexOf('/') + 1);
        if (url.Substring(0, url.Length - name.Length) is not ("type.googleapis.com/" or "type.googleprod.com/"))
            return Fail($"the type of \"[{url}]\" cannot be known", "write [type.googleapis.com/...]");
        if (_context.Symbols.FindAnywhere(name) is not MessageDescriptor type)
            return Fail($"the type \"{name}\" is not defined");
        if (message.Has(urlField) || message.Has(valueField))
            return Fail("the value of an Any is set twice");
        _lexer.TryTake(':');
        var content = new OptionMessage(type);
        if (!ParseMessage(content))
            return false;
        if (content.FindMissingRequired() is { } missing)
            return Fail($"the value of type \"{name}\" lacks the required field \"{missing}\"");
        message.GetOrAdd(urlField).Set(OptionValue.Of(EscapedUtf8.GetBytes(url)));
        message.GetOrAdd(valueField).Set(OptionValue.Of(content.ToBytes()));
        return true;
    }

    private bool ParseFieldValue(OptionMessage message, FieldDescriptor field)
    {
        var hasColon = _lexer.TryTake(':');
        if (field.MessageType is null && !hasColon)
            return Fail($"expected ':', found {_lexer.Describe()}");
        if (!field.IsRepeated || !_lexer.TryTake('['))
            return ParseOne(message, field);
        if (_lexer.TryTake(']'))
            return true;
        do
        {
            if (!ParseOne(message, field))
                return false;
        }
        while (_lexer.TryTake(','));
        return Expect(']');
    }

    private bool ParseOne(OptionMessage message, FieldDescriptor field)
    {
        OptionValue value;
        if (field.MessageType is { } type)
        {
            var content = new OptionMessage(type);
            if (!ParseMessage(content))
                return false;
            value = OptionValue.Of(content);
        }
        else if (!ParseScalar(field, out value))
        {
            return false;
        }

        message.GetOrAdd(field).Set(value);
        return true;
    }

    private bool ParseMessage(OptionMessage message)
    {
        char close;
        if (_lexer.TryTake('{'))
            close = '}';
        else if (_lexer.TryTake('<'))
            close = '>';
        else
            return Fail($"expected '{{', found {_lexer.Describe()}");
        if (++_depth > MaxDepth)
            return Fail($"the value is nested deeper than {MaxDepth}");
        while (!_lexer.TryTake(close))
        {
            if (_lexer.AtEnd)
                return Fail($"expected '{close}', found the end of the value");
            if (!ParseField(message))
                return false;
        }

        _depth--;
        return true;
    }

    private bool ParseScalar(FieldDescriptor field, out OptionValue value)
    {
        value = default;
        switch (field.Kind)
        {
            case FieldKind.String or FieldKind.Bytes:
                return ParseString(field, out value);
            case FieldKind.Bool:
                return ParseBool(field, out value);
            case FieldKind.Enum:
                return ParseEnum(field, out value);
            case FieldKind.Float or FieldKind.Double:
                return ParseFloat(field, out value);
            case FieldKind.Int32 or FieldKind.SInt32 or FieldKind.SFixed32:
                return ParseInteger(field, true, int.MaxValue, out value);
            case FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64:
                return ParseInteger(field, true, long.MaxValue, out value);
            case FieldKind.UInt32 or FieldKind.Fixed32:
                return ParseInteger(field, false, uint.MaxValue, out value);
            default:
                return ParseInteger(field, false, ulong.MaxValue, out value);
        }
    }

    private bool ParseString(FieldDescriptor field, out OptionValue value)
    {
        value = default;
        if (!_lexer.TryTakeString(out var bytes))
            return Fail($"the field \"{field.Name}\" is a string: expected quotes, found {_lexer.Describe()}");
        value = OptionValue.Of(bytes);
        return true;
    }

    private bool ParseBool(FieldDescriptor field, out OptionValue value)
    {
        value = default;
        if (_lexer.TryTakeInteger(1, out var number))
        {
            value = OptionValue.Of(number);
            return true;
        }

        var start = _lexer.Next;
        if (!_lexer.TryTakeIdentifier(out var word) || word is not ("true" or "True" or "t" or "false" or "False" or "f"))
            return Fail($"the field \"{field.Name}\" is a bool: expected true or false", at: start);
        value = OptionValue.Of(word[0] is 't' or 'T' ? 1u : 0u);
        return true;
    }

    private bool ParseEnum(FieldDescriptor field, out OptionValue value)
    {
        value = default;
        var type = field.EnumType!;
        var start = _lexer.Next;
        if (_lexer.TryTakeIdentifier(out var word))
        {
            if (type.FindValueByName(word) is not { } named)
                return Fail($"enum \"{type.FullName}\" has no value named \"{word}\"", Spelling.DidYouMean(word, type.Values.Select(static item => item.Name)), start);
            value = OptionValue.Of((ulong)(long)named.Number);
            return true;
        }

        var negative = _lexer.TryTake('-');
        if (!_lexer.TryTakeInteger(negative ? 0x80000000UL : int.MaxValue, out var magnitude))
            return Fail($"the field \"{field.Name}\" is an enum: expected the name of a value, found {_lexer.Describe()}");
        var number = negative ? -(long)magnitude : (long)magnitude;
        if (type.IsClosed && type.FindValueByNumber((int)number) is null)
            return Fail($"enum \"{type.FullName}\" has no value {number}", at: start);
        value = OptionValue.Of((ulong)number);
        return true;
    }

    private bool ParseInteger(FieldDescriptor field, bool isSigned, ulong max, out OptionValue value)
    {
        value = default;
        var negative = isSigned && _lexer.TryTake('-');
        if (!_lexer.TryTakeInteger(negative ? max + 1 : max, out var magnitude))
        {
            var range = isSigned ? string.Format(CultureInfo.InvariantCulture, "-{0} to {1}", max + 1, max) : string.Format(CultureInfo.InvariantCulture, "0 to {0}", max);
            return Fail($"the field \"{field.Name}\" is an integer from {range}: {_lexer.Describe()} is none");
        }

        value = OptionValue.Of(OptionNumbers.Encode(field.Kind, negative ? unchecked(-(long)magnitude) : (long)magnitude));
        return true;
    }

    private bool ParseFloat(FieldDescriptor field, out OptionValue value)
    {
        value = default;
        var negative = _lexer.TryTake('-');
        if (!_lexer.TryTakeNumber(out var number))
            return Fail($"the field \"{field.Name}\" is a number: {_lexer.Describe()} is none");
        value = OptionValue.Of(OptionNumbers.Encode(field.Kind, negative ? -number : number));
        return true;
    }
}
