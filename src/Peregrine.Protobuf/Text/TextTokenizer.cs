namespace Peregrine.Protobuf.Text;

/// <summary>
/// Splits text format into tokens, one at a time, over UTF-8 that the caller owns. Whitespace and <c>#</c> comments stand between tokens.
/// Lives for one parse.
/// </summary>
internal ref struct TextTokenizer
{
    private readonly ReadOnlySpan<byte> _text;
    private int _start;
    private int _end;

    public TextTokenizer(ReadOnlySpan<byte> text)
    {
        _text = text;
        Next();
    }

    public TextTokenKind Kind { get; private set; }

    public readonly ReadOnlySpan<byte> Token => _text[_start.._end];

    public readonly bool IsSymbol(char symbol) => Kind == TextTokenKind.Symbol && _text[_start] == symbol;

    public readonly bool IsNumber => Kind is >= TextTokenKind.Decimal and <= TextTokenKind.Float;

    public bool TrySymbol(char symbol)
    {
        if (!IsSymbol(symbol))
            return false;
        Next();
        return true;
    }

    public void Expect(char symbol)
    {
        if (!TrySymbol(symbol))
            throw Error($"expected '{symbol}' but found {Describe()}");
    }

    public void Next()
    {
        _start = SkipSpace(_end);
        if (_start == _text.Length)
        {
            _end = _start;
            Kind = TextTokenKind.End;
            return;
        }

        byte first = _text[_start];
        _end = _start + 1;
        if (IsIdentifierStart(first))
            ReadIdentifier();
        else if (IsDigit(first) || (first == '.' && IsDigit(At(_end))))
            ReadNumber();
        else if (first is (byte)'"' or (byte)'\'')
            ReadString(first);
        else if ("{}<>[]:,;.-/"u8.Contains(first))
            Kind = TextTokenKind.Symbol;
        else
            throw Error($"unexpected character {CharacterAt(_start)}");
    }

    /// <summary>
    /// Reads on from <c>[</c>, the current token, to <c>]</c> and returns what stands between without whitespace and comments: an extension's full name or
    /// the URL of an Any's type. The token after it becomes the current one.
    /// </summary>
    public string ReadBracketedName()
    {
        List<byte> name = [];
        for (int at = SkipSpace(_end); at < _text.Length; at = SkipSpace(at))
        {
            byte c = _text[at++];
            if (c == ']')
            {
                _end = at;
                Next();
                return System.Text.Encoding.ASCII.GetString([.. name]);
            }

            // RFC 3986: unreserved, sub-delims and percent-encoded octets are what a URL's path may hold.
            bool escape = c == '%' && char.IsAsciiHexDigit((char)At(at)) && char.IsAsciiHexDigit((char)At(at + 1));
            if (!char.IsAsciiLetterOrDigit((char)c) && !"_.-~!$&()*+,;=/"u8.Contains(c) && !escape)
            {
                _start = at - 1;
                throw Error($"unexpected character {CharacterAt(_start)} in a name in brackets");
            }

            name.Add(c);
        }

        throw Error("no ']' closes this '['");
    }

    public readonly string Describe() => Kind == TextTokenKind.End
        ? "the end of the text"
        : $"'{System.Text.Encoding.UTF8.GetString(Token.Length > 40 ? Token[..40] : Token)}'";

    /// <summary>An error at the current token.</summary>
    public readonly InvalidProtocolBufferException Error(string message) => TextPosition.Of(_text, _start).Error("text format", message);

    private readonly byte At(int index) => index < _text.Length ? _text[index] : (byte)0;

    private readonly int SkipSpace(int at)
    {
        while (at < _text.Length)
        {
            byte c = _text[at];
            if (c == '#')
            {
                int line = _text[at..].IndexOf((byte)'\n');
                at = line < 0 ? _text.Length : at + line;
            }
            else if (c is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\v' or (byte)'\f')
            {
                at++;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    private void ReadIdentifier()
    {
        while (IsIdentifierPart(At(_end)))
            _end++;
        Kind = TextTokenKind.Identifier;
    }

    private void ReadNumber()
    {
        _end = _start;
        if (_text[_start] == '0' && (At(_start + 1) | 0x20) == 'x')
            ReadHex();
        else
            ReadDecimalOrFloat();

        if (IsIdentifierPart(At(_end)) || At(_end) == '.')
            throw Error($"'{System.Text.Encoding.ASCII.GetString(Token)}' runs into {CharacterAt(_end)}: a number ends at whitespace or a separator");
    }

    private void ReadHex()
    {
        Kind = TextTokenKind.Hex;
        _end += 2;
        while (char.IsAsciiHexDigit((char)At(_end)))
            _end++;
        if (_end - _start == 2)
            throw Error("no hexadecimal digits after 0x");
    }

    private void ReadDecimalOrFloat()
    {
        Kind = TextTokenKind.Decimal;
        SkipDigits();
        bool leadingZero = _end - _start > 1 && _text[_start] == '0';
        if (At(_end) == '.')
        {
            Kind = TextTokenKind.Float;
            _end++;
            SkipDigits();
        }

        if ((At(_end) | 0x20) == 'e')
        {
            Kind = TextTokenKind.Float;
            _end++;
            if (At(_end) is (byte)'+' or (byte)'-')
                _end++;
            if (!IsDigit(At(_end)))
                throw Error("no digits in the exponent");
            SkipDigits();
        }

        if ((At(_end) | 0x20) == 'f')
        {
            Kind = TextTokenKind.Float;
            _end++;
        }

        if (!leadingZero)
            return;
        if (Kind == TextTokenKind.Float || Token.IndexOfAnyInRange((byte)'8', (byte)'9') >= 0)
            throw Error("a number that begins with 0 is octal");
        Kind = TextTokenKind.Octal;
    }

    private void SkipDigits()
    {
        while (IsDigit(At(_end)))
            _end++;
    }

    private void ReadString(byte quote)
    {
        Kind = TextTokenKind.String;
        while (_end < _text.Length)
        {
            byte c = _text[_end++];
            if (c == quote)
                return;
            if (c == '\n')
                break;
            if (c == '\\')
                _end++;
        }

        _end = Math.Min(_end, _text.Length);
        throw Error("a string is not closed on its line");
    }

    private readonly string CharacterAt(int at) =>
        System.Text.Rune.DecodeFromUtf8(_text[at..], out System.Text.Rune rune, out _) == System.Buffers.OperationStatus.Done && !System.Text.Rune.IsControl(rune)
            ? $"'{rune}'"
            : $"0x{_text[at]:x2}";

    private static bool IsDigit(byte c) => char.IsAsciiDigit((char)c);

    private static bool IsIdentifierStart(byte c) => char.IsAsciiLetter((char)c) || c == '_';

    private static bool IsIdentifierPart(byte c) => char.IsAsciiLetterOrDigit((char)c) || c == '_';
}
