using System;
using System.Collections.Generic;
using Peregrine.Compiler.Syntax;
using Peregrine.Schema;

namespace Peregrine.Compiler.Parsing;

/// <summary>
/// Recursive descent over one token list; one file per group of the grammar. Every failure is a diagnostic and a skip to the next
/// statement, so that one file gives many. Used once.
/// </summary>
internal sealed partial class Parser
{
    // protoc refuses messages nested deeper than this, which also keeps our stack shallow.
    private const int MaxMessageDepth = 32;

    private readonly TokenList _tokens;
    private readonly byte[] _text;
    private readonly DiagnosticBag _diagnostics;
    private readonly NameTable _names;
    private readonly CompileOptions _options;
    private int _position;
    private int _messageDepth;
    private string _syntax = "proto2";
    private Edition _edition = Edition.Proto2;

    private Parser(TokenList tokens, DiagnosticBag diagnostics, NameTable names, CompileOptions options)
    {
        _tokens = tokens;
        _text = tokens.Source.Utf8;
        _diagnostics = diagnostics;
        _names = names;
        _options = options;
    }

    public static SyntaxTree Parse(TokenList tokens, DiagnosticBag diagnostics, NameTable names, CompileOptions options) =>
        new(tokens, new Parser(tokens, diagnostics, names, options).ParseFile());

    private bool IsEditions => _syntax == "editions";

    private bool AtEnd => Kind == TokenKind.EndOfFile;

    private TokenKind Kind => _tokens[_position].Kind;

    private int Previous => _position - 1;

    private bool At(char symbol) => _tokens[_position].Symbol == symbol;

    private bool At(string word) => Kind == TokenKind.Identifier && _tokens.Is(_position, word);

    // The end of the file is never passed.
    private void Next()
    {
        if (_position < _tokens.Count - 1)
            _position++;
    }

    private bool TryConsume(char symbol)
    {
        if (!At(symbol))
            return false;
        Next();
        return true;
    }

    private bool TryConsume(string word)
    {
        if (!At(word))
            return false;
        Next();
        return true;
    }

    private bool Consume(char symbol, string? help = null)
    {
        if (TryConsume(symbol))
            return true;
        Expected($"'{symbol}'", help);
        return false;
    }

    private bool Consume(string word)
    {
        if (TryConsume(word))
            return true;
        Expected($"\"{word}\"");
        return false;
    }

    private bool ConsumeIdentifier(out string name, string what)
    {
        if (Kind != TokenKind.Identifier)
        {
            name = "";
            Expected(what);
            return false;
        }

        name = NameAt(_position);
        Next();
        return true;
    }

    private bool ConsumeInteger(ulong max, out ulong value, string what)
    {
        value = 0;
        if (Kind != TokenKind.Integer)
        {
            Expected(what);
            return false;
        }

        if (!TryReadInteger(_position, max, out value))
            ReportTooLarge(max);
        Next();
        return true;
    }

    private ulong ReportTooLarge(ulong max)
    {
        Error(DiagnosticIds.NumberOutOfRange, _position, _position, $"{_tokens.Text(_position)} is too large: the largest number possible here is {max}");
        return 0;
    }

    private bool ConsumeSignedInteger(out int value, string what)
    {
        var negative = TryConsume('-');
        value = 0;
        if (!ConsumeInteger(negative ? 0x80000000UL : int.MaxValue, out var magnitude, what))
            return false;
        value = negative ? (int)-(long)magnitude : (int)magnitude;
        return true;
    }

    private bool TryReadInteger(int index, ulong max, out ulong value)
    {
        ref readonly var token = ref _tokens[index];
        if (Literals.TryParseInteger(_text, token.Start, token.End, max, out value))
            return true;
        value = 0;
        return false;
    }

    // Adjacent string literals are one string.
    private bool ConsumeString(out byte[] value, string what)
    {
        if (Kind != TokenKind.String)
        {
            value = [];
            Expected(what);
            return false;
        }

        var bytes = new List<byte>();
        for (; Kind == TokenKind.String; Next())
        {
            ref readonly var token = ref _tokens[_position];
            StringLiterals.Append(_text, token.Start, token.End, bytes);
        }

        value = bytes.ToArray();
        return true;
    }

    private string NameAt(int index)
    {
        ref readonly var token = ref _tokens[index];
        return _names.Get(_text, token.Start, token.Length);
    }

    private void Expected(string what, string? help = null, int place = -1)
    {
        var found = AtEnd ? "the end of the file" : $"\"{Shorten(_tokens.Text(_position))}\"";
        Error(AtEnd ? DiagnosticIds.UnexpectedEnd : DiagnosticIds.UnexpectedToken, _position, _position, $"expected {what}, found {found}", help, place);
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text.Substring(0, 37) + "...";

    // The place, where protoc notices, is a token: the first wrong one unless another is given.
    private void Error(string id, int first, int last, string message, string? help = null, int place = -1)
    {
        if (_diagnostics.IsFull)
            _diagnostics.CountError();
        else
            _diagnostics.Error(id, _tokens.Span(first, last), message, help, _tokens.Place(place < 0 ? first : place));
    }

    // Moves past the statement that could not be understood: past its semicolon or block, or to the brace that closes the scope.
    private void SkipStatement()
    {
        while (!AtEnd && !At('}'))
        {
            if (TryConsume(';'))
                return;
            if (At('{'))
            {
                SkipBlock();
                return;
            }

            Next();
        }
    }

    private void SkipBlock()
    {
        var depth = 0;
        do
        {
            if (At('{'))
                depth++;
            else if (At('}'))
                depth--;
            Next();
        }
        while (depth > 0 && !AtEnd);
    }

    // Runs one statement parser; what it could not parse becomes a skipped declaration.
    private void ParseStatement(List<Declaration> into, Func<Declaration?> parse)
    {
        var first = _position;
        var declaration = parse();
        if (declaration is null)
        {
            SkipStatement();
            if (_position == first)
                return;
            declaration = new SkippedDeclaration();
        }

        declaration.First = first;
        declaration.Last = Previous;
        into.Add(declaration);
    }

    private bool ParseBody(BodyDeclaration declaration, string what, Func<Declaration?> parseMember)
    {
        declaration.OpenBrace = _position;
        if (!Consume('{', $"the body of {what} begins with '{{'"))
            return false;
        while (!At('}'))
        {
            if (AtEnd)
            {
                Error(DiagnosticIds.UnexpectedEnd, declaration.OpenBrace, declaration.OpenBrace, $"{what} has no closing '}}': the file ends inside it", place: _position);
                return false;
            }

            ParseStatement(declaration.Members, parseMember);
        }

        declaration.CloseBrace = _position;
        Next();
        return true;
    }
}
