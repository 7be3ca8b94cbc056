using Peregrine.Compiler.Syntax;

using Peregrine.Schema;

namespace Peregrine.Compiler.Parsing;

/// <content>Messages and what only they contain, except fields.</content>
internal sealed partial class Parser
{
    private MessageDeclaration? ParseMessage()
    {
        if (ReportTooDeep(_position))
            return null;
        Next();
        var message = new MessageDeclaration { NameToken = _position };
        if (!ConsumeIdentifier(out var name, "the name of the message"))
            return null;
        message.Name = name;
        return ParseMessageBody(message) ? message : null;
    }

    private bool ParseMessageBody(MessageDeclaration message)
    {
        if (ReportTooDeep(message.NameToken))
            return false;
        _messageDepth++;
        var parsed = ParseBody(message, $"message \"{message.Name}\"", ParseMessageStatement);
        _messageDepth--;
        return parsed;
    }

    private bool ReportTooDeep(int token)
    {
        if (_messageDepth < MaxMessageDepth - 1)
            return false;
        Error(DiagnosticIds.NestedTooDeep, token, token, $"messages cannot be nested deeper than {MaxMessageDepth}, and groups and the entries of maps are messages");
        return true;
    }

    private Declaration? ParseMessageStatement()
    {
        if (TryConsume(';'))
            return new EmptyDeclaration();
        if (ParseTypeOrNull(out var type))
            return type;
        if (At("extensions"))
            return ParseExtensions();
        if (At("reserved"))
            return ParseReserved(isEnum: false);
        if (At("extend"))
            return ParseExtend();
        if (At("option"))
            return ParseMessageOption();
        if (At("oneof"))
            return ParseOneof();
        return ParseField(FieldPlace.Message);
    }

    private OptionSyntax? ParseMessageOption()
    {
        var option = ParseOption(isStatement: true);
        if (option is { Name.Count: 1 } && option.Name[0] is { IsExtension: false, Text: "map_entry" } name)
            Error(DiagnosticIds.OptionReserved, name.First, name.Last, "\"map_entry\" is set by the compiler", "use map<KeyType, ValueType> instead");
        return option;
    }

    private OneofDeclaration? ParseOneof()
    {
        Next();
        var oneof = new OneofDeclaration { NameToken = _position };
        if (!ConsumeIdentifier(out var name, "the name of the oneof"))
            return null;
        oneof.Name = name;
        if (!ParseBody(oneof, $"oneof \"{name}\"", ParseOneofStatement))
            return null;
        if (oneof.Members.Count == 0)
            Error(DiagnosticIds.OneofEmpty, oneof.NameToken, oneof.NameToken, $"the oneof \"{name}\" has no fields", "give it a field or remove it", oneof.CloseBrace);
        return oneof;
    }

    private Declaration? ParseOneofStatement()
    {
        if (At("option"))
            return ParseOption(isStatement: true);
        if (At("required") || At("optional") || At("repeated"))
        {
            Error(DiagnosticIds.LabelNotAllowed, _position, _position, $"a field of a oneof has no label, so \"{_tokens.Text(_position)}\" cannot stand here", "remove it");
            Next();
        }

        return ParseField(FieldPlace.Oneof);
    }

    private ExtendDeclaration? ParseExtend()
    {
        Next();
        var extend = new ExtendDeclaration { NameToken = _position };
        if (ParseMessageType("the message to extend") is not { } extendee)
            return null;
        extend.Extendee = extendee;
        extend.Name = extendee.Name;
        if (!ParseBody(extend, $"extend \"{extendee.Name}\"", () => ParseField(FieldPlace.Extend)))
            return null;
        if (extend.Members.Count == 0)
            Error(DiagnosticIds.UnexpectedToken, extend.CloseBrace, extend.CloseBrace, $"extend \"{extendee.Name}\" has no fields: expected at least one", "remove the block");
        return extend;
    }

    private ExtensionsDeclaration? ParseExtensions()
    {
        Next();
        var declaration = new ExtensionsDeclaration();
        do
        {
            if (ParseRange("a field number or a range of them", isSigned: false) is not { } range)
                return null;
            declaration.Ranges.Add(range);
        }
        while (TryConsume(','));
        if (!ParseOptionList(null, out var options))
            return null;
        declaration.Options = options;
        return Consume(';') ? declaration : null;
    }

    private ReservedDeclaration? ParseReserved(bool isEnum)
    {
        Next();
        var declaration = new ReservedDeclaration();
        var parsed = Kind switch
        {
            TokenKind.String => ParseReservedStrings(declaration, isEnum),
            TokenKind.Identifier when !At("max") || IsEditions => ParseReservedIdentifiers(declaration, isEnum),
            _ => ParseReservedNumbers(declaration, isEnum),
        };
        return parsed && Consume(';') ? declaration : null;
    }

    private bool ParseReservedStrings(ReservedDeclaration declaration, bool isEnum)
    {
        if (IsEditions)
        {
            Error(DiagnosticIds.ReservedNameForm, _position, _position, "reserved names are identifiers in editions, not strings", "remove the quotes");
            return false;
        }

        do
        {
            var first = _position;
            if (!ConsumeString(out var bytes, isEnum ? "the name of an enum value, in quotes" : "the name of a field, in quotes"))
                return false;
            var name = Schema.EscapedUtf8.GetString(bytes, 0, bytes.Length);
            if (!Identifiers.IsValid(name))
                _diagnostics.Warning(DiagnosticIds.ReservedNameInvalid, _tokens.Span(first, Previous), $"the reserved name \"{name}\" is no valid identifier, so nothing can have it");
            declaration.Names.Add(new ReservedNameSyntax { First = first, Last = Previous, Name = name });
        }
        while (TryConsume(','));
        return true;
    }

    private bool ParseReservedIdentifiers(ReservedDeclaration declaration, bool isEnum)
    {
        if (!IsEditions)
        {
            Error(DiagnosticIds.ReservedNameForm, _position, _position, "reserved names are strings in proto2 and proto3; identifiers come with editions", $"write \"{_tokens.Text(_position)}\" in quotes");
            return false;
        }

        do
        {
            var first = _position;
            if (!ConsumeIdentifier(out var name, isEnum ? "the name of an enum value" : "the name of a field"))
                return false;
            declaration.Names.Add(new ReservedNameSyntax { First = first, Last = Previous, Name = name });
        }
        while (TryConsume(','));
        return true;
    }

    private bool ParseReservedNumbers(ReservedDeclaration declaration, bool isEnum)
    {
        var what = isEnum ? "the name of an enum value, or a number or range" : "the name of a field, or a number or range";
        do
        {
            if (ParseRange(what, isSigned: isEnum) is not { } range)
                return false;
            declaration.Ranges.Add(range);
            what = "a number or a range";
        }
        while (TryConsume(','));
        return true;
    }

    private RangeSyntax? ParseRange(string what, bool isSigned)
    {
        var range = new RangeSyntax { First = _position };
        if (!ParseRangeNumber(isSigned, out var start, what))
            return null;
        range.Start = start;
        range.StartTokens = range.EndTokens = new TokenRange(range.First, Previous);
        range.End = start;
        if (TryConsume("to"))
        {
            var first = _position;
            if (TryConsume("max"))
                range.EndIsMax = true;
            else if (ParseRangeNumber(isSigned, out var end, "a number or \"max\""))
                range.End = end;
            else
                return null;
            range.EndTokens = new TokenRange(first, Previous);
        }

        range.Last = Previous;
        return range;
    }

    private bool ParseRangeNumber(bool isSigned, out int value, string what)
    {
        if (isSigned)
            return ConsumeSignedInteger(out value, what);
        var parsed = ConsumeInteger(int.MaxValue, out var number, what);
        value = (int)number;
        return parsed;
    }
}
