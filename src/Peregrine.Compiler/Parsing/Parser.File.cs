using System.Text;
using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Parsing;

/// <content>The file and the statements that only a file has.</content>
internal sealed partial class Parser
{
    private bool _hasPackage;
    private bool _hasOptionImport;

    private FileSyntax ParseFile()
    {
        var file = new FileSyntax { First = 0, Last = _tokens.Count - 1 };
        if (At("syntax") || At("edition"))
        {
            var declaration = ParseSyntax();
            if (declaration is null)
            {
                // Without its language nothing of the file can be understood.
                file.Declarations.Add(new SkippedDeclaration { First = 0, Last = _tokens.Count - 1 });
                return file;
            }

            file.Syntax = declaration;
            file.Declarations.Add(declaration);
        }

        while (!AtEnd)
        {
            ParseStatement(file.Declarations, ParseTopLevelStatement);
            if (!At('}'))
                continue;
            Error(DiagnosticIds.UnexpectedToken, _position, _position, "this '}' closes nothing", "remove it");
            Next();
        }

        return file;
    }

    private SyntaxDeclaration? ParseSyntax()
    {
        var declaration = new SyntaxDeclaration { First = _position, IsEdition = At("edition") };
        Next();
        if (!Consume('='))
            return null;
        var first = _position;
        if (!ConsumeString(out var value, declaration.IsEdition ? "an edition in quotes, for instance \"2023\"" : "\"proto2\" or \"proto3\" in quotes"))
            return null;
        declaration.Value = new TokenRange(first, Previous);
        if (!Consume(';'))
            return null;
        declaration.Last = Previous;
        var text = EscapedUtf8.GetString(value, 0, value.Length);
        return (declaration.IsEdition ? SetEdition(declaration, text) : SetSyntax(declaration, text)) ? declaration : null;
    }

    private bool SetSyntax(SyntaxDeclaration declaration, string text)
    {
        if (text is not ("proto2" or "proto3"))
        {
            Error(DiagnosticIds.UnknownSyntax, declaration.Value.First, declaration.Value.Last, $"the syntax \"{text}\" does not exist: expected \"proto2\" or \"proto3\"", SuggestSyntax(text));
            return false;
        }

        declaration.Syntax = _syntax = text;
        declaration.Edition = _edition = text == "proto2" ? Edition.Proto2 : Edition.Proto3;
        return true;
    }

    private static string? SuggestSyntax(string text) =>
        Editions.TryParse(text, out _) ? $"write: edition = \"{text}\";" : Spelling.DidYouMean(text, ["proto2", "proto3"]);

    private bool SetEdition(SyntaxDeclaration declaration, string text)
    {
        if (!Editions.TryParse(text, out var edition))
        {
            Error(DiagnosticIds.UnknownEdition, declaration.Value.First, declaration.Value.Last, $"the edition \"{text}\" does not exist", $"the editions are {Editions.KnownList}");
            return false;
        }

        if (edition < Edition.Edition2023)
            Error(DiagnosticIds.UnknownEdition, declaration.Value.First, declaration.Value.Last, $"edition \"{text}\" is not for files", $"the editions are {Editions.KnownList}", declaration.First);

        // The edition of what is not decided yet is for files of protobuf itself; who may use it is decided where it is known which files were asked for.
        if (edition > Editions.Latest && edition != Edition.Unstable && !_options.AllowUnknownEditions)
        {
            Error(DiagnosticIds.UnknownEdition, declaration.Value.First, declaration.Value.Last, $"edition \"{text}\" is later than the latest supported edition, \"{Editions.LatestName}\"", "allow later editions in the compiler's options to try it all the same", declaration.First);
        }

        declaration.Syntax = _syntax = "editions";
        declaration.Edition = _edition = edition;
        return true;
    }

    private Declaration? ParseTopLevelStatement()
    {
        if (TryConsume(';'))
            return new EmptyDeclaration();
        if (ParseTypeOrNull(out var type))
            return type;
        if (At("service"))
            return ParseService();
        if (At("extend"))
            return ParseExtend();
        if (At("import"))
            return ParseImport();
        if (At("package"))
            return ParsePackage();
        if (At("option"))
            return ParseOption(isStatement: true);
        ReportUnknownStatement();
        return null;
    }

    private void ReportUnknownStatement()
    {
        if (At("syntax") || At("edition"))
        {
            Error(DiagnosticIds.UnexpectedToken, _position, _position, "the syntax or edition statement must be the first of the file", "move it before everything else, and have it once");
            return;
        }

        var help = Kind == TokenKind.Identifier
            ? Spelling.DidYouMean(_tokens.Text(_position), ["message", "enum", "service", "extend", "import", "package", "option", "syntax", "edition", "export", "local"])
            : null;
        Expected("a statement (message, enum, service, extend, import, package or option)", help);
    }

    private PackageDeclaration? ParsePackage()
    {
        var declaration = new PackageDeclaration();
        if (_hasPackage)
            Error(DiagnosticIds.DuplicateStatement, _position, _position, "the file has a package already", "remove one of the two statements");
        _hasPackage = true;
        Next();
        var first = _position;
        if (!ParseDottedName(out var name))
            return null;
        declaration.Name = name;
        declaration.NameTokens = new TokenRange(first, Previous);
        return Consume(';') ? declaration : null;
    }

    private bool ParseDottedName(out string name, string what = "an identifier")
    {
        if (!ConsumeIdentifier(out name, what))
            return false;
        // Not copied for each part: a hostile name has a hundred thousand.
        StringBuilder? whole = null;
        while (TryConsume('.'))
        {
            if (!ConsumeIdentifier(out var part, "an identifier after the dot"))
                return false;
            (whole ??= new StringBuilder(name)).Append('.').Append(part);
        }

        if (whole is not null)
            name = whole.ToString();
        return true;
    }

    private ImportDeclaration? ParseImport()
    {
        var declaration = new ImportDeclaration();
        Next();
        declaration.KindToken = _position;
        if (At("public"))
            declaration.Kind = ImportKind.Public;
        else if (At("weak"))
            declaration.Kind = ImportKind.Weak;
        else if (At("option"))
            declaration.Kind = ImportKind.Option;
        CheckImportKind(declaration.Kind);
        if (declaration.Kind != ImportKind.Plain)
            Next();
        var first = _position;
        if (!ConsumeString(out var path, "the path of the file to import, in quotes"))
            return null;
        declaration.Path = EscapedUtf8.GetString(path, 0, path.Length);
        declaration.PathTokens = new TokenRange(first, Previous);
        return Consume(';') ? declaration : null;
    }

    private void CheckImportKind(ImportKind kind)
    {
        if (kind == ImportKind.Option)
        {
            _hasOptionImport = true;
            if (_edition < Edition.Edition2024)
                Error(DiagnosticIds.ImportKindNotAllowed, _position, _position, "\"import option\" exists from edition 2024 on", "use a plain import, or raise the edition");
        }
        else if (kind == ImportKind.Weak && _edition >= Edition.Edition2024)
        {
            Error(DiagnosticIds.ImportKindNotAllowed, _position, _position, "\"import weak\" does not exist any more from edition 2024 on", "use \"import option\"");
        }
        else if (_hasOptionImport)
        {
            Error(DiagnosticIds.ImportKindNotAllowed, _position, _position, "other imports come before the option imports", "move this import up");
        }
    }
}
