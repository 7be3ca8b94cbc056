using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Parsing;

/// <content>Fields, map fields and groups.</content>
internal sealed partial class Parser
{
    private FieldDeclaration? ParseField(FieldPlace place)
    {
        var field = new FieldDeclaration();
        if (place != FieldPlace.Oneof)
        {
            var labelToken = _position;
            field.Label = ParseLabel();
            if (field.Label is { } label)
            {
                field.LabelToken = labelToken;
                CheckLabel(label, labelToken);
            }
        }

        return ParseFieldType(field, place) && ParseFieldNumber(field) && ParseFieldEnd(field) ? field : null;
    }

    private void CheckLabel(FieldLabel label, int token)
    {
        if (!IsEditions)
            return;
        if (label == FieldLabel.Optional)
            Error(DiagnosticIds.LabelNotAllowed, token, token, "the label \"optional\" does not exist in editions: a singular field has presence unless features.field_presence says otherwise", "remove it");
        else if (label == FieldLabel.Required)
            Error(DiagnosticIds.LabelNotAllowed, token, token, "the label \"required\" does not exist in editions", "use [features.field_presence = LEGACY_REQUIRED]");
    }

    private bool ParseFieldType(FieldDeclaration field, FieldPlace place)
    {
        var first = _position;
        var isMap = At("map");
        if (isMap && _tokens[_position + 1].Symbol == '<')
            return ParseMapType(field, place);
        if (field.Label is null && place != FieldPlace.Oneof && _syntax == "proto2")
            ReportMissingLabel(isMap ? _position + 1 : _position);
        field.Type = isMap ? ParseTypeNamedMap() : ParseType();
        if (field.Type is null)
            return false;
        field.TypeTokens = new TokenRange(first, Previous);
        if (field.Type.Scalar == FieldType.Group && IsEditions)
            Error(DiagnosticIds.GroupNotAllowed, first, first, "groups do not exist in editions", "declare a message, and set [features.message_encoding = DELIMITED] on a field of its type");
        return true;
    }

    // As in protoc, a field's type may be a message named "map", but not one inside it.
    private TypeSyntax ParseTypeNamedMap()
    {
        var type = new TypeSyntax { First = _position, Last = _position, Name = NameAt(_position) };
        Next();
        return type;
    }

    private void ReportMissingLabel(int place)
    {
        var help = Kind == TokenKind.Identifier
            ? Spelling.DidYouMean(_tokens.Text(_position), ["optional", "required", "repeated", "message", "enum", "oneof", "extend", "extensions", "reserved", "option"])
            : null;
        Expected("\"optional\", \"required\" or \"repeated\"", help ?? "in proto2 every field has a label", place);
    }

    private bool ParseMapType(FieldDeclaration field, FieldPlace place)
    {
        var first = _position;
        Next();
        var reason = place switch
        {
            FieldPlace.Oneof => "a map field cannot be part of a oneof",
            FieldPlace.Extend => "a map field cannot be an extension",
            _ => null,
        };
        if (reason is not null)
        {
            Error(DiagnosticIds.MapNotAllowed, first, first, reason, place: _position);
            return false;
        }

        if (field.Label is not null)
        {
            Error(DiagnosticIds.LabelNotAllowed, field.LabelToken, field.LabelToken, "a map field has no label", "remove it", _position);
            return false;
        }

        ReportTooDeep(first);
        Next();
        field.MapKey = ParseType();
        if (field.MapKey is null || !Consume(','))
            return false;
        field.MapValue = ParseType();
        if (field.MapValue is null || !Consume('>'))
            return false;
        field.TypeTokens = new TokenRange(first, Previous);
        return true;
    }

    private bool ParseFieldNumber(FieldDeclaration field)
    {
        field.NameToken = _position;
        if (!ConsumeIdentifier(out var name, "the name of the field"))
            return false;
        field.Name = name;
        if (!Consume('=', "a field has a number: name = 1"))
            return false;
        field.NumberToken = _position;
        if (!ConsumeInteger(int.MaxValue, out var number, "the number of the field"))
            return false;
        field.Number = (int)number;
        if (!ParseOptionList(field, out var options))
            return false;
        field.Options = options;
        return true;
    }

    private bool ParseFieldEnd(FieldDeclaration field)
    {
        if (field.Type?.Scalar != FieldType.Group)
            return Consume(';');
        if (field.Name[0] is < 'A' or > 'Z')
            Error(DiagnosticIds.GroupName, field.NameToken, field.NameToken, "the name of a group begins with a capital letter, because it is a message's name as well");
        if (!At('{'))
        {
            Expected("the body of the group");
            return false;
        }

        field.Group = new MessageDeclaration { First = field.LabelToken >= 0 ? field.LabelToken : field.TypeTokens.First, NameToken = field.NameToken, Name = field.Name };
        if (!ParseMessageBody(field.Group))
            return false;
        field.Group.Last = Previous;
        return true;
    }
}
