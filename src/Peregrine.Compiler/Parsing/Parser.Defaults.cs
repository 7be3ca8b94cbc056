using System.Globalization;
using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Parsing;

/// <content><c>default</c> and <c>json_name</c>, whose values depend on the field's type.</content>
internal sealed partial class Parser
{
    private PseudoOptionSyntax? ParseJsonName(OptionListSyntax list)
    {
        var option = new PseudoOptionSyntax { First = _position };
        CheckPseudoOptionIsNew(list, isDefault: false, "json_name");
        Next();
        if (!Consume('='))
            return null;
        var first = _position;
        if (!ConsumeString(out var name, "the JSON name, in quotes"))
            return null;
        option.Value = EscapedUtf8.GetString(name, 0, name.Length);
        option.ValueTokens = new TokenRange(first, Previous);
        option.Last = Previous;
        return option;
    }

    private void CheckPseudoOptionIsNew(OptionListSyntax list, bool isDefault, string name)
    {
        foreach (var other in list.Options)
        {
            if (other is PseudoOptionSyntax pseudo && pseudo.IsDefault == isDefault)
                Error(DiagnosticIds.OptionSetTwice, _position, _position, $"\"{name}\" is set already", "remove one of the two");
        }
    }

    private PseudoOptionSyntax? ParseDefault(FieldDeclaration field, OptionListSyntax list)
    {
        var option = new PseudoOptionSyntax { First = _position, IsDefault = true };
        CheckPseudoOptionIsNew(list, isDefault: true, "default");
        Next();
        if (!Consume('='))
            return null;
        var first = _position;
        if (ParseDefaultValue(field) is not { } value)
            return null;
        option.Value = value;
        option.ValueTokens = new TokenRange(first, Previous);
        option.Last = Previous;
        return option;
    }

    private string? ParseDefaultValue(FieldDeclaration field)
    {
        if (field.Type?.Scalar is not { } type)
            return ParseDefaultName();
        switch (type)
        {
            case FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32:
                return ParseIntegerDefault(int.MaxValue, isSigned: true);
            case FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64:
                return ParseIntegerDefault(long.MaxValue, isSigned: true);
            case FieldType.UInt32 or FieldType.Fixed32:
                return ParseIntegerDefault(uint.MaxValue, isSigned: false);
            case FieldType.UInt64 or FieldType.Fixed64:
                return ParseIntegerDefault(ulong.MaxValue, isSigned: false);
            case FieldType.Float or FieldType.Double:
                return ParseFloatDefault();
            case FieldType.Bool:
                return ParseBoolDefault();
            case FieldType.String:
                return ConsumeString(out var text, "a string in quotes as the default") ? EscapedUtf8.GetString(text, 0, text.Length) : null;
            case FieldType.Bytes:
                return ConsumeString(out var bytes, "a string in quotes as the default") ? CEscaping.Escape(bytes) : null;
            default:
                Error(DiagnosticIds.DefaultNotAllowed, _position, _position, "a message field has no default", "remove the default");
                return null;
        }
    }

    // A map, or a type that only linking will know: the linker judges the token.
    private string? ParseDefaultName()
    {
        if (AtEnd)
        {
            Expected("the default");
            return null;
        }

        var text = _tokens.Text(_position);
        Next();
        return text;
    }

    private string? ParseIntegerDefault(ulong max, bool isSigned)
    {
        var sign = "";
        if (At('-'))
        {
            if (!isSigned)
                Error(DiagnosticIds.NumberOutOfRange, _position, _position, "the default of an unsigned field cannot be negative", place: _position + 1);
            else
                max++;
            sign = isSigned ? "-" : "";
            Next();
        }

        return ConsumeInteger(max, out var value, "an integer as the default") ? sign + value.ToString(CultureInfo.InvariantCulture) : null;
    }

    private string? ParseFloatDefault()
    {
        var sign = TryConsume('-') ? "-" : "";
        double value;
        if (Kind == TokenKind.Float)
        {
            value = Literals.ParseFloat(_tokens.Text(_position));
        }
        else if (Kind == TokenKind.Integer)
        {
            var text = _tokens.Text(_position);
            if (TryReadInteger(_position, ulong.MaxValue, out var integer))
                value = integer;
            else if (text[0] == '0')
                value = ReportTooLarge(ulong.MaxValue);
            else
                value = Literals.ParseFloat(text);
        }
        else if (At("inf"))
        {
            value = double.PositiveInfinity;
        }
        else if (At("nan"))
        {
            value = double.NaN;
        }
        else
        {
            Expected("a number as the default");
            return null;
        }

        Next();
        return sign + FloatFormat.Format(value);
    }

    private string? ParseBoolDefault()
    {
        if (TryConsume("true"))
            return "true";
        if (TryConsume("false"))
            return "false";
        Expected("\"true\" or \"false\" as the default");
        return null;
    }
}
