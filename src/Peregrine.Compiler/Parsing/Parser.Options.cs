using System.Text;
using Peregrine.Compiler.Syntax;

using Peregrine.Schema;

namespace Peregrine.Compiler.Parsing;

/// <content>Options: names and values. What they mean is found when the file is linked.</content>
internal sealed partial class Parser
{
    private OptionSyntax? ParseOption(bool isStatement)
    {
        var option = new OptionSyntax { First = _position, IsStatement = isStatement };
        if (isStatement && !Consume("option"))
            return null;
        var first = _position;
        do
        {
            if (ParseOptionNamePart() is not { } part)
                return null;
            option.Name.Add(part);
        }
        while (TryConsume('.'));
        option.NameTokens = new TokenRange(first, Previous);
        if (!Consume('='))
            return null;
        option.Value.First = _position;
        if (!ParseOptionValue(option.Value))
            return null;
        option.Value.Last = Previous;
        if (isStatement && !Consume(';'))
            return null;
        option.Last = Previous;
        return option;
    }

    private OptionNamePartSyntax? ParseOptionNamePart()
    {
        var part = new OptionNamePartSyntax { First = _position };
        if (TryConsume('('))
        {
            part.IsExtension = true;
            var name = new StringBuilder();
            if (Kind == TokenKind.Identifier)
            {
                name.Append(NameAt(_position));
                Next();
            }

            while (TryConsume('.'))
            {
                if (!ConsumeIdentifier(out var next, "an identifier after the dot"))
                    return null;
                name.Append('.').Append(next);
            }

            part.Text = name.ToString();
            if (!Consume(')'))
                return null;
        }
        else
        {
            if (!ConsumeIdentifier(out var name, "the name of an option"))
                return null;
            part.Text = name;
        }

        part.Last = Previous;
        return part;
    }

    private bool ParseOptionValue(OptionValueSyntax value)
    {
        var negative = TryConsume('-');
        switch (Kind)
        {
            case TokenKind.Identifier:
                return ParseIdentifierValue(value, negative);
            case TokenKind.Integer:
                ParseIntegerValue(value, negative);
                return true;
            case TokenKind.Float:
                value.Double = (negative ? -1 : 1) * Literals.ParseFloat(_tokens.Text(_position));
                Next();
                return true;
            case TokenKind.String when negative:
                Error(DiagnosticIds.UnexpectedToken, Previous, Previous, "a string has no sign", "remove the '-'", _position);
                return false;
            case TokenKind.String:
                ConsumeString(out var bytes, "a string");
                value.String = bytes;
                return true;
            case TokenKind.Symbol when At('{'):
                return ParseAggregate(value);
            default:
                Expected("the value of the option", At('[') ? "set a repeated option several times, once for each value" : null);
                return false;
        }
    }

    private bool ParseIdentifierValue(OptionValueSyntax value, bool negative)
    {
        if (negative)
        {
            if (At("inf"))
                value.Double = double.NegativeInfinity;
            else if (At("nan"))
                value.Double = OptionNumbers.NaN; // As the reference has it.
            if (value.Double is null)
            {
                Error(DiagnosticIds.UnexpectedToken, _position, _position, $"expected \"inf\", \"nan\" or a number after '-', found \"{Shorten(_tokens.Text(_position))}\"", place: _position + 1);
                return false;
            }
        }
        else
        {
            value.Identifier = NameAt(_position);
        }

        Next();
        return true;
    }

    private void ParseIntegerValue(OptionValueSyntax value, bool negative)
    {
        var max = negative ? 1UL << 63 : ulong.MaxValue;
        if (TryReadInteger(_position, max, out var number))
        {
            if (negative)
                value.NegativeInt = unchecked(-(long)number);
            else
                value.PositiveInt = number;
        }
        else
        {
            // Too large for an integer option, but a double takes it.
            value.Double = (negative ? -1 : 1) * Literals.ParseFloat(_tokens.Text(_position));
        }

        Next();
    }

    // Braces are counted, not descended into: nesting costs no stack.
    private bool ParseAggregate(OptionValueSyntax value)
    {
        var text = new StringBuilder();
        var open = _position;
        Next();
        for (var depth = 1; !AtEnd; Next())
        {
            if (At('{'))
                depth++;
            else if (At('}') && --depth == 0)
            {
                Next();
                value.Aggregate = text.ToString();
                return true;
            }

            if (text.Length > 0)
                text.Append(' ');
            ref readonly var token = ref _tokens[_position];
            text.Append(Schema.EscapedUtf8.GetString(_text, token.Start, token.Length));
        }

        Error(DiagnosticIds.UnexpectedEnd, open, open, "this value has no closing '}': the file ends inside it", place: _position);
        return false;
    }

    // Options in brackets, when there are any. A field is passed where `default` and `json_name` may stand.
    private bool ParseOptionList(FieldDeclaration? field, out OptionListSyntax? list)
    {
        list = null;
        if (!At('['))
            return true;
        list = new OptionListSyntax { First = _position };
        Next();
        do
        {
            SyntaxNode? option = field is not null && At("default") ? ParseDefault(field, list)
                : field is not null && At("json_name") ? ParseJsonName(list)
                : ParseOption(isStatement: false);
            if (option is null)
                return false;
            list.Options.Add(option);
        }
        while (TryConsume(','));
        if (!Consume(']'))
            return false;
        list.Last = Previous;
        return true;
    }
}
