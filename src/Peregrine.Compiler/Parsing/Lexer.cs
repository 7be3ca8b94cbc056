using System;
using Peregrine.Compiler.Syntax;

using Peregrine.Schema;

namespace Peregrine.Compiler.Parsing;

/// <summary>Cuts one text into tokens, in one pass and without recursion. Used once.</summary>
internal sealed class Lexer
{
    private const int TabWidth = 8;

    private readonly byte[] _text;
    private readonly DiagnosticBag _diagnostics;
    private readonly SourceText _source;
    private Token[] _tokens;
    private int _count;
    private int _position;
    private int _line;
    private int _column;

    private Lexer(SourceText source, DiagnosticBag diagnostics, TokenBuffers? buffers)
    {
        _source = source;
        _text = source.Utf8;
        _diagnostics = diagnostics;
        // Real files have a token for every five bytes or so.
        var estimate = Math.Max(16, _text.Length / 5);
        _tokens = buffers?.Rent(estimate) ?? new Token[estimate];
    }

    /// <summary>Cuts a text. With buffers given, the list lives until its array is given back to them.</summary>
    public static TokenList Lex(SourceText source, DiagnosticBag diagnostics, TokenBuffers? buffers = null)
    {
        var lexer = new Lexer(source, diagnostics, buffers);
        lexer.Run();
        return new TokenList(source, lexer._tokens, lexer._count);
    }

    private int Current => _position < _text.Length ? _text[_position] : -1;

    private int Peek => _position + 1 < _text.Length ? _text[_position + 1] : -1;

    private void Run()
    {
        if (_text.Length >= 3 && _text[0] == 0xEF && _text[1] == 0xBB && _text[2] == 0xBF)
            _position = _column = 3;
        else if (Current == 0xEF)
            SkipBrokenMark();
        while (SkipTrivia())
            ReadToken();
        Add(TokenKind.EndOfFile, _position, _line, _column);
    }

    private void SkipBrokenMark()
    {
        _position = Peek == 0xBB ? 2 : 1;
        Report(DiagnosticIds.InvalidCharacter, 0, _position, "the file begins like a byte order mark that is not UTF-8's", "save the file as UTF-8", _position);
        _column = _position;
        Add(TokenKind.Symbol, 0, 0, 0);
    }

    // Moves to the next token; false at the end of the text.
    private bool SkipTrivia()
    {
        while (_position < _text.Length)
        {
            var c = _text[_position];
            if (c == ' ')
            {
                _position++;
                _column++;
            }
            else if (c is (byte)'\n' or (byte)'\t' or (byte)'\r' or (byte)'\v' or (byte)'\f')
            {
                Advance();
            }
            else if (c == '/' && Peek == '/')
            {
                SkipLineComment();
            }
            else if (c == '/' && Peek == '*')
            {
                SkipBlockComment();
            }
            else if (c < ' ' || c == 0x7F)
            {
                SkipControlCharacters();
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private void Advance()
    {
        switch (_text[_position++])
        {
            case (byte)'\n':
                _line++;
                _column = 0;
                break;
            case (byte)'\t':
                _column += TabWidth - _column % TabWidth;
                break;
            default:
                _column++;
                break;
        }
    }

    private void SkipLineComment()
    {
        var end = Array.IndexOf(_text, (byte)'\n', _position);
        if (end < 0)
        {
            while (_position < _text.Length)
                Advance();
            return;
        }

        _position = end + 1;
        _line++;
        _column = 0;
    }

    private void SkipBlockComment()
    {
        var start = _position;
        Advance();
        Advance();
        while (_position < _text.Length)
        {
            if (Current == '*' && Peek == '/')
            {
                Advance();
                Advance();
                return;
            }

            if (Current == '/' && Peek == '*')
                Report(DiagnosticIds.NestedComment, _position, _position + 2, "a block comment cannot contain another one: \"/*\" begins nothing here", place: _position + 1);
            Advance();
        }

        Report(DiagnosticIds.UnclosedComment, start, start + 2, "this block comment has no end", "close it with \"*/\"", _position);
    }

    private void SkipControlCharacters()
    {
        var start = _position;
        while (_position < _text.Length && (_text[_position] < ' ' || _text[_position] == 0x7F) && _text[_position] is not ((byte)'\n' or (byte)'\t' or (byte)'\r' or (byte)'\v' or (byte)'\f'))
            Advance();
        Report(DiagnosticIds.InvalidCharacter, start, _position, $"a control character (U+{_text[start]:X4}) cannot stand here", "remove it");
    }

    private void ReadToken()
    {
        int start = _position, line = _line, column = _column;
        var c = _text[_position];
        TokenKind kind;
        if (IsLetter(c))
        {
            do
                _position++;
            while (_position < _text.Length && IsLetterOrDigit(_text[_position]));
            _column += _position - start;
            kind = TokenKind.Identifier;
        }
        else if (c is >= (byte)'0' and <= (byte)'9')
        {
            kind = ReadNumber();
        }
        else if (c == '.' && IsDigit(Peek))
        {
            if (_count > 0 && _tokens[_count - 1] is { Kind: TokenKind.Identifier } previous && previous.End == start)
                Report(DiagnosticIds.NumberNeedsSpace, start, start + 1, "a space must separate an identifier from the decimal point of a number");
            kind = ReadNumber();
        }
        else if (c is (byte)'"' or (byte)'\'')
        {
            kind = ReadString(c);
        }
        else
        {
            ReadSymbol(c);
            kind = TokenKind.Symbol;
        }

        Add(kind, start, line, column);
    }

    private void ReadSymbol(byte c)
    {
        var start = _position;
        Advance();
        if (c < 0x80)
            return;
        while (_position < _text.Length && (_text[_position] & 0xC0) == 0x80)
            Advance();
        var text = System.Text.Encoding.UTF8.GetString(_text, start, _position - start);
        Report(DiagnosticIds.InvalidCharacter, start, _position, $"the character '{text}' cannot stand here: only comments and strings may hold other than ASCII");
    }

    private TokenKind ReadNumber()
    {
        var start = _position;
        var isFloat = false;
        if (Current == '0' && Peek is 'x' or 'X')
        {
            _position += 2;
            if (!IsHexDigit(Current))
                Report(DiagnosticIds.InvalidNumber, start, _position, "\"0x\" must be followed by hexadecimal digits", place: _position);
            while (IsHexDigit(Current))
                _position++;
        }
        else if (Current == '0' && IsDigit(Peek))
        {
            while (Current is >= '0' and <= '7')
                _position++;
            if (IsDigit(Current))
            {
                Report(DiagnosticIds.InvalidNumber, _position, _position + 1, "a number that begins with zero is octal: it has the digits 0 to 7 only", "drop the leading zero");
                while (IsDigit(Current))
                    _position++;
            }
        }
        else
        {
            isFloat = ReadDecimal();
        }

        if (IsLetter(Current))
        {
            Report(DiagnosticIds.NumberNeedsSpace, _position, _position + 1, "a space must separate a number from an identifier");
        }
        else if (Current == '.')
        {
            Report(DiagnosticIds.InvalidNumber, _position, _position + 1, isFloat
                ? "a number has one decimal point at most, and none after its exponent"
                : "hexadecimal and octal numbers have no decimal point");
        }

        _column += _position - start;
        return isFloat ? TokenKind.Float : TokenKind.Integer;
    }

    private bool ReadDecimal()
    {
        var isFloat = false;
        while (IsDigit(Current))
            _position++;
        if (Current == '.')
        {
            isFloat = true;
            do
                _position++;
            while (IsDigit(Current));
        }

        if (Current is 'e' or 'E')
        {
            isFloat = true;
            _position++;
            if (Current is '+' or '-')
                _position++;
            if (!IsDigit(Current))
                Report(DiagnosticIds.InvalidNumber, _position - 1, _position, "an exponent must follow \"e\"", place: _position);
            while (IsDigit(Current))
                _position++;
        }

        return isFloat;
    }

    private TokenKind ReadString(byte quote)
    {
        var start = _position;
        Advance();
        while (true)
        {
            var c = Current;
            if (c == -1)
            {
                Report(DiagnosticIds.UnclosedString, start, _position, "this string has no end", $"close it with {(char)quote}", _position);
                return TokenKind.String;
            }

            if (c == '\n')
            {
                Report(DiagnosticIds.UnclosedString, start, _position, "this string has no end on its line", $"close it with {(char)quote}, or write \\n for a line break", _position);
                return TokenKind.String;
            }

            if (c == '\\')
            {
                ReadEscape();
                continue;
            }

            Advance();
            if (c == quote)
                return TokenKind.String;
        }
    }

    private void ReadEscape()
    {
        var start = _position;
        Advance();
        var c = Current;
        switch (c)
        {
            case 'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v' or '\\' or '?' or '\'' or '"' or (>= '0' and <= '7'):
                Advance();
                return;
            case 'x' or 'X':
                Advance();
                if (IsHexDigit(Current))
                    return;
                Report(DiagnosticIds.InvalidEscape, start, _position, "\"\\x\" must be followed by hexadecimal digits", place: _position);
                return;
            case 'u':
                Advance();
                if (TryReadHex(4))
                    return;
                Report(DiagnosticIds.InvalidEscape, start, _position, "\"\\u\" must be followed by four hexadecimal digits", place: _position);
                return;
            case 'U':
                Advance();
                if (IsLongEscape())
                    return;
                Report(DiagnosticIds.InvalidEscape, start, _position, "\"\\U\" must be followed by eight hexadecimal digits, up to 0010FFFF", place: _position);
                return;
            default:
                Report(DiagnosticIds.InvalidEscape, start, Math.Min(_position + 1, _text.Length), "this escape sequence is not known", "write \\\\ for a backslash", _position);
                return;
        }
    }

    private bool TryReadHex(int digits)
    {
        for (var i = 0; i < digits; i++)
        {
            if (!IsHexDigit(Current))
                return false;
            Advance();
        }

        return true;
    }

    // Up to 001FFFFF, as the reference reads it; what lies above 10FFFF then stands for itself.
    private bool IsLongEscape()
    {
        for (var i = 0; i < 3; i++)
        {
            if (Current != '0' && !(i == 2 && Current == '1'))
                return false;
            Advance();
        }

        return TryReadHex(5);
    }

    private void Add(TokenKind kind, int start, int line, int column)
    {
        if (_count == _tokens.Length)
            Array.Resize(ref _tokens, _tokens.Length * 2);
        var symbol = kind == TokenKind.Symbol ? _text[start] : (byte)0;
        _tokens[_count++] = new Token(kind, symbol, start, _position, line, column, _column);
    }

    // The place, where protoc notices, is where the piece starts unless another is given.
    private void Report(string id, int start, int end, string message, string? help = null, int place = -1)
    {
        if (_diagnostics.IsFull)
        {
            _diagnostics.CountError();
            return;
        }

        var tokens = new TokenList(_source, _tokens, _count);
        _diagnostics.Error(id, tokens.SpanOf(start, end), message, help, tokens.PlaceOf(place < 0 ? start : place));
    }

    private static bool IsLetter(int c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_';

    private static bool IsDigit(int c) => c is >= '0' and <= '9';

    private static bool IsLetterOrDigit(int c) => IsLetter(c) || IsDigit(c);

    private static bool IsHexDigit(int c) => IsDigit(c) || c is (>= 'a' and <= 'f') or (>= 'A' and <= 'F');
}
