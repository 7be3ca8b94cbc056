using System.Collections.Generic;
using System.Linq;
using Peregrine.Compiler.Lowering;
using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Linking;

/// <summary>Finds the tokens that a linker's error is about.</summary>
internal sealed class ErrorPlaces(LoweredFile file)
{
    public SourceSpan Find(SchemaError error)
    {
        var node = error.Proto is { SourceNode: >= 0 } proto ? file.Nodes[proto.SourceNode] : file.Tree.Root;
        var range = RangeOf(node, error);
        return file.Tree.Tokens.Span(range.First, range.Last);
    }

    private TokenRange RangeOf(SyntaxNode node, SchemaError error)
    {
        var range = node switch
        {
            FileSyntax root => OfFile(root, error),
            FieldDeclaration field => OfField(field, error.Location),
            EnumValueDeclaration value => error.Location == ErrorLocation.Number ? value.NumberTokens : Single(value.NameToken),
            EnumDeclaration body => OfReservedName(body, error) ?? Single(body.NameToken),
            MessageDeclaration body => OfReservedName(body, error) ?? Single(body.NameToken),
            ExtendDeclaration body => new TokenRange(body.Extendee.First, body.Extendee.Last),
            BodyDeclaration body => Single(body.NameToken),
            MethodDeclaration method => OfMethod(method, error.Location),
            OptionSyntax option => error.Location == ErrorLocation.OptionValue ? OfValue(option.Value, error.LocationIndex) : option.NameTokens,
            _ => Whole(node),
        };
        return range.IsPresent ? range : Whole(node);
    }

    // The text of a value in braces is that of its tokens with one space between them.
    private TokenRange OfValue(OptionValueSyntax value, int offset)
    {
        if (offset < 0 || value.Aggregate is null)
            return Whole(value);
        var tokens = file.Tree.Tokens;
        var end = 0;
        for (var token = value.First + 1; token < value.Last; token++)
        {
            end += EscapedUtf8.GetString(tokens.Source.Utf8, tokens[token].Start, tokens[token].Length).Length;
            if (offset < end++)
                return Single(token);
        }

        return Single(value.Last);
    }

    private static TokenRange Single(int token) => new(token, token);

    private static TokenRange Whole(SyntaxNode node) => new(node.First, node.Last);

    private static TokenRange OfFile(FileSyntax root, SchemaError error)
    {
        switch (error.Location)
        {
            case ErrorLocation.Import when error.LocationIndex >= 0:
                // Plain imports are counted first, option imports after them, as the descriptor has them.
                var imports = root.Declarations.OfType<ImportDeclaration>().OrderBy(static import => import.Kind == ImportKind.Option).ToList();
                return error.LocationIndex < imports.Count ? imports[error.LocationIndex].PathTokens : default;
            case ErrorLocation.Name when root.Declarations.OfType<PackageDeclaration>().FirstOrDefault() is { } package:
                return package.NameTokens;
            default:
                return root.Syntax is { } syntax ? Whole(syntax) : Single(0);
        }
    }

    private static TokenRange OfField(FieldDeclaration field, ErrorLocation location)
    {
        switch (location)
        {
            case ErrorLocation.Type:
                return field.TypeTokens;
            case ErrorLocation.Number:
                return Single(field.NumberToken);
            case ErrorLocation.DefaultValue:
                return Pseudo(field, isDefault: true) is { } value ? value.ValueTokens : Single(field.NameToken);
            case ErrorLocation.JsonName:
                return Pseudo(field, isDefault: false) is { } name ? Whole(name) : Single(field.NameToken);
            default:
                return Single(field.NameToken);
        }
    }

    private static PseudoOptionSyntax? Pseudo(FieldDeclaration field, bool isDefault) =>
        field.OptionItems.OfType<PseudoOptionSyntax>().FirstOrDefault(option => option.IsDefault == isDefault);

    private static TokenRange OfMethod(MethodDeclaration method, ErrorLocation location) => location switch
    {
        ErrorLocation.InputType => Whole(method.Input),
        ErrorLocation.OutputType => Whole(method.Output),
        _ => Single(method.NameToken),
    };

    private static TokenRange? OfReservedName(BodyDeclaration body, SchemaError error)
    {
        if (error.LocationIndex < 0)
            return null;
        var name = body.Members.OfType<ReservedDeclaration>().SelectMany(static reserved => reserved.Names).ElementAtOrDefault(error.LocationIndex);
        return name is null ? null : Whole(name);
    }
}
