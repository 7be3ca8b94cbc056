using System.Collections.Generic;
using System.Linq;
using Peregrine.Compiler.Lowering;
using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Linking;

/// <summary>Finds the tokens that a linker's error is about.</summary>
internal sealed class ErrorPlaces(LoweredFile file)
{
    private Dictionary<FieldDeclaration, TypeSyntax>? _extendees;

    /// <summary>The smallest wrong piece.</summary>
    public SourceSpan Find(SchemaError error)
    {
        var range = RangeOf(NodeOf(error.Proto), error);
        return file.Tree.Tokens.Span(range.First, range.Last);
    }

    /// <summary>Where the reference compiler reports the error.</summary>
    public SourcePlace FindPlace(SchemaError error)
    {
        var at = error.ReportedAt ?? new ErrorPlace(error.Proto!, error.Location);
        var token = (NodeOf(at.Proto), at.Location) switch
        {
            (FileSyntax root, ErrorLocation.Import) => LastImportOf(root, error.Element)?.First,
            (FileSyntax root, ErrorLocation.Name) => root.Declarations.OfType<PackageDeclaration>().LastOrDefault()?.First,
            (OptionSyntax option, ErrorLocation.OptionValue) => option.Value.First,
            (EnumDeclaration or MessageDeclaration, _) => ((BodyDeclaration)NodeOf(at.Proto)).NameToken,
            (FieldDeclaration field, ErrorLocation.Extendee) => ExtendeeOf(field)?.First,
            (FieldDeclaration field, _) => OfField(field, at.Location).First,
            (RangeSyntax range, _) => range.First,
            _ => null,
        };
        return file.Tree.Tokens.Place(token ?? RangeOf(NodeOf(error.Proto), error).First);
    }

    private SyntaxNode NodeOf(SchemaMessage? proto) => proto is { SourceNode: >= 0 } ? file.Nodes[proto.SourceNode] : file.Tree.Root;

    // A file that is imported several times is reported where it is imported last.
    private static ImportDeclaration? LastImportOf(FileSyntax root, string path) =>
        root.Declarations.OfType<ImportDeclaration>().LastOrDefault(import => import.Path == path);

    private TypeSyntax? ExtendeeOf(FieldDeclaration field)
    {
        if (_extendees is null)
            AddExtendees(file.Tree.Root.Declarations, null, _extendees = []);
        return _extendees.TryGetValue(field, out var extendee) ? extendee : null;
    }

    private static void AddExtendees(List<Declaration> members, TypeSyntax? extendee, Dictionary<FieldDeclaration, TypeSyntax> into)
    {
        foreach (var member in members)
        {
            if (member is FieldDeclaration field)
            {
                if (extendee is not null)
                    into.Add(field, extendee);
                if (field.Group is { } group)
                    AddExtendees(group.Members, null, into);
            }
            else if (member is BodyDeclaration body)
            {
                AddExtendees(body.Members, (body as ExtendDeclaration)?.Extendee, into);
            }
        }
    }

    private TokenRange RangeOf(SyntaxNode node, SchemaError error)
    {
        var range = node switch
        {
            FileSyntax root => OfFile(root, error),
            FieldDeclaration field when error.Location == ErrorLocation.Extendee => ExtendeeOf(field) is { } extendee ? Whole(extendee) : Single(field.NameToken),
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
