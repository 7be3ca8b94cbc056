using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Parsing;

/// <content>Type names, labels, and the choice of a type declaration with its visibility.</content>
internal sealed partial class Parser
{
    // True when a message or enum begins here, be it after `export` or `local`; its declaration is null when it could not be parsed.
    private bool ParseTypeOrNull(out Declaration? declaration)
    {
        var visibility = -1;
        var isExport = false;
        declaration = null;
        if (_edition >= Edition.Edition2024 && (At("export") || At("local")))
        {
            visibility = _position;
            isExport = At("export");
            Next();
            if (!At("message") && !At("enum"))
            {
                Error(DiagnosticIds.VisibilityNotAllowed, visibility, visibility, "\"export\" and \"local\" stand before \"message\" and \"enum\" only", "remove it", _position);
                return true;
            }
        }

        if (At("message"))
            declaration = ParseMessage();
        else if (At("enum"))
            declaration = ParseEnum();
        else
            return false;
        if (declaration is BodyDeclaration body && visibility >= 0)
        {
            body.VisibilityToken = visibility;
            body.IsExport = isExport;
        }

        return true;
    }

    private FieldLabel? ParseLabel()
    {
        if (TryConsume("optional"))
            return FieldLabel.Optional;
        if (TryConsume("repeated"))
            return FieldLabel.Repeated;
        if (TryConsume("required"))
            return FieldLabel.Required;
        return null;
    }

    private TypeSyntax? ParseType()
    {
        if (Kind == TokenKind.Identifier && ScalarTypes.TryGet(NameAt(_position), _edition, out var scalar))
        {
            if (_edition == Edition.Unstable && ScalarTypes.ReplacementFor(NameAt(_position)) is { } replacement)
                Error(DiagnosticIds.UnexpectedToken, _position, _position, $"the type \"{_tokens.Text(_position)}\" does not exist any more in unstable editions", $"use \"{replacement}\"");
            var type = new TypeSyntax { First = _position, Last = _position, Scalar = scalar };
            Next();
            return type;
        }

        return ParseMessageType("a type");
    }

    private TypeSyntax? ParseMessageType(string what)
    {
        var type = new TypeSyntax { First = _position };
        if (Kind == TokenKind.Identifier && ScalarTypes.TryGet(NameAt(_position), _edition, out _))
        {
            Error(DiagnosticIds.ExpectedMessageType, _position, _position, $"expected a message type, found the scalar type \"{_tokens.Text(_position)}\"");
            type.Name = NameAt(_position);
            type.Last = _position;
            Next();
            return type;
        }

        var prefix = TryConsume('.') ? "." : "";
        if (!ParseDottedName(out var name, what))
            return null;
        type.Name = prefix + name;
        type.Last = Previous;
        return type;
    }
}
