using Peregrine.Compiler.Syntax;

using Peregrine.Schema;

namespace Peregrine.Compiler.Parsing;

/// <content>Enums.</content>
internal sealed partial class Parser
{
    private EnumDeclaration? ParseEnum()
    {
        Next();
        var declaration = new EnumDeclaration { NameToken = _position };
        if (!ConsumeIdentifier(out var name, "the name of the enum"))
            return null;
        declaration.Name = name;
        if (!ParseBody(declaration, $"enum \"{name}\"", ParseEnumStatement))
            return null;
        CheckAliases(declaration);
        return declaration;
    }

    private Declaration? ParseEnumStatement()
    {
        if (TryConsume(';'))
            return new EmptyDeclaration();
        if (At("option"))
            return ParseOption(isStatement: true);
        if (At("reserved"))
            return ParseReserved(isEnum: true);
        return ParseEnumValue();
    }

    private EnumValueDeclaration? ParseEnumValue()
    {
        var value = new EnumValueDeclaration { NameToken = _position };
        if (!ConsumeIdentifier(out var name, "the name of an enum value"))
            return null;
        value.Name = name;
        if (!Consume('=', "an enum value has a number: NAME = 0"))
            return null;
        var first = _position;
        if (!ConsumeSignedInteger(out var number, "the number of the enum value"))
            return null;
        value.Number = number;
        value.NumberTokens = new TokenRange(first, Previous);
        if (!ParseOptionList(null, out var options))
            return null;
        value.Options = options;
        return Consume(';') ? value : null;
    }

    // An allow_alias that allows nothing is an error in itself, so that no one relies on it.
    private void CheckAliases(EnumDeclaration declaration)
    {
        OptionSyntax? allowAlias = null;
        var numbers = new System.Collections.Generic.HashSet<int>();
        var hasAlias = false;
        foreach (var member in declaration.Members)
        {
            if (member is EnumValueDeclaration value)
                hasAlias |= !numbers.Add(value.Number);
            else if (member is OptionSyntax { Name.Count: 1 } option && option.Name[0] is { IsExtension: false, Text: "allow_alias" })
                allowAlias ??= option;
        }

        if (allowAlias is null)
            return;
        if (allowAlias.Value.Identifier != "true")
            Error(DiagnosticIds.AliasOption, allowAlias.First, allowAlias.Last, $"\"allow_alias\" of enum \"{declaration.Name}\" has no effect unless it is true", "remove the option", _position);
        else if (!hasAlias)
            Error(DiagnosticIds.AliasOption, allowAlias.First, allowAlias.Last, $"enum \"{declaration.Name}\" allows aliases but no two of its values share a number", "remove the option", _position);
    }
}
