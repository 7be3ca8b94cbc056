using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Peregrine.Protobuf.Json;

/// <summary>
/// Takes JSON apart by RFC 8259, one token at a time, in UTF-8 (<c>byte</c>) or in UTF-16 (<c>ushort</c>). What it gives are slices of the text. Copying it gives one that
/// runs ahead. What is wrong is thrown as <see cref="JsonFaultException"/>.
/// </summary>
internal ref struct JsonLexer<TUnit>
    where TUnit : unmanaged, IBinaryInteger<TUnit>
{
    private readonly ReadOnlySpan<TUnit> _text;
    private int _at;

    public JsonLexer(ReadOnlySpan<TUnit> text)
    {
        _text = text;
    }

    /// <summary>Where the last value or name began.</summary>
    public int Start { get; private set; }

    /// <summary>What the next value is. Of a literal nothing is left to be read after this.</summary>
    public JsonValueKind Next()
    {
        char first = Peek();
        Start = _at;
        switch (first)
        {
            case '"': return JsonValueKind.String;
            case '{': return JsonValueKind.Object;
            case '[': return JsonValueKind.Array;
            case '-' or (>= '0' and <= '9'): return JsonValueKind.Number;
            case 't': return Literal("true", JsonValueKind.True);
            case 'f': return Literal("false", JsonValueKind.False);
            case 'n': return Literal("null", JsonValueKind.Null);
            default: throw Unexpected("a value");
        }
    }

    /// <summary>Goes behind the bracket that <see cref="Next"/> found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Open() => _at++;

    /// <summary>Whether another member follows, whose name is next; else the object is over.</summary>
    public bool NextMember(bool first)
    {
        if (!NextItem(first, '}'))
            return false;
        if (Peek() != '"')
            throw Unexpected(first ? "the name of a member or '}'" : "the name of a member");
        Start = _at;
        return true;
    }

    /// <summary>Whether another element follows; else the array is over.</summary>
    public bool NextElement(bool first) => NextItem(first, ']');

    /// <summary>Goes behind the name and its colon if they are written just like this.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySkipName(ReadOnlySpan<TUnit> quotedColon)
    {
        if (!_text[_at..].StartsWith(quotedColon))
            return false;
        _at += quotedColon.Length;
        return true;
    }

    /// <summary>The inside of the name that is next; goes behind its colon.</summary>
    public ReadOnlySpan<TUnit> Name(out bool escaped)
    {
        ReadOnlySpan<TUnit> name = String(out escaped);
        if (Peek() != ':')
            throw Unexpected("':'");
        _at++;
        return name;
    }

    /// <summary>The inside of the string that is next, its escapes checked but not resolved.</summary>
    public ReadOnlySpan<TUnit> String(out bool escaped)
    {
        int from = ++_at;
        escaped = false;
        while (true)
        {
            int stop = JsonText.IndexOfStop(_text[_at..]);
            if (stop < 0)
                throw new JsonFaultException("the text ends within a string", _text.Length);
            _at += stop;
            char unit = At(_at);
            if (unit == '"')
                return _text[from.._at++];
            if (unit != '\\')
                throw new JsonFaultException($"U+{(int)unit:X4} must be escaped in a string", _at);
            escaped = true;
            do
                SkipEscape();
            while (_at < _text.Length && At(_at) == '\\');
        }
    }

    /// <summary>The text of the string that is next.</summary>
    public string Text()
    {
        if (typeof(TUnit) == typeof(ushort) && JsonWideText.TryRead(MemoryMarshal.Cast<TUnit, char>(_text[(_at + 1)..]), out string text, out int length))
        {
            _at += 1 + length;
            return text;
        }

        ReadOnlySpan<TUnit> inside = String(out bool escaped);
        return Decode(inside, escaped);
    }

    /// <summary>The text that the inside of a string stands for.</summary>
    public readonly string Decode(ReadOnlySpan<TUnit> inside, bool escaped) => JsonText.TryDecode(inside, escaped, out string text)
        ? text
        : throw Fault("a string is not valid Unicode: it has broken UTF-8 or half a surrogate pair");

    /// <summary>A whole number of up to 18 digits without fraction and exponent; if it is not that, nothing is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryInteger(out long value)
    {
        bool found = JsonInteger.TryPlain(_text[_at..], out value, out int length);
        if (found)
            _at += length;
        return found;
    }

    /// <summary>The number that is next.</summary>
    public ReadOnlySpan<TUnit> Number(out DecimalNumber value, out bool exact)
    {
        ReadOnlySpan<TUnit> rest = _text[_at..];
        if (!JsonDecimal.TryRead(rest, out int length, out value, out exact))
            throw new JsonFaultException("a number needs a digit after its sign, its point and its exponent", Math.Min(_text.Length, _at + length));
        _at += length;
        return rest[..length];
    }

    /// <summary>Checks that nothing follows but space.</summary>
    public void End()
    {
        SkipSpace();
        if (_at < _text.Length)
            throw Unexpected("the end of the text");
    }

    /// <summary>One that stands before the value or name that began last.</summary>
    public readonly JsonLexer<TUnit> Again()
    {
        JsonLexer<TUnit> again = this;
        again._at = Start;
        return again;
    }

    public readonly JsonFaultException Fault(string message) => new(message, Start);

    private readonly char At(int index) => (char)ushort.CreateTruncating(_text[index]);

    // The next unit that is no space, or U+0000 at the end of the text.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private char Peek()
    {
        int at = _at;
        if ((uint)at < (uint)_text.Length)
        {
            char unit = (char)ushort.CreateTruncating(_text[at]);
            if (unit > ' ')
                return unit;
        }

        return PeekBehindSpace();
    }

    private char PeekBehindSpace()
    {
        SkipSpace();
        return _at < _text.Length ? At(_at) : '\0';
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && At(_at) is ' ' or '\n' or '\r' or '\t')
            _at++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool NextItem(bool first, char end)
    {
        char unit = Peek();
        if (unit == end)
        {
            Start = _at++;
            return false;
        }

        if (!first)
        {
            if (unit != ',')
                throw Unexpected($"',' or '{end}'");
            _at++;
        }

        return true;
    }

    private JsonValueKind Literal(string text, JsonValueKind kind)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (_at + i >= _text.Length || At(_at + i) != text[i])
                throw Unexpected("a value");
        }

        _at += text.Length;
        return kind;
    }

    private void SkipEscape()
    {
        ReadOnlySpan<TUnit> rest = _text[_at..];
        char letter = rest.Length > 1 ? (char)ushort.CreateTruncating(rest[1]) : '\0';
        if (letter == 'u')
        {
            if (rest.Length < 6 || !(IsHex(rest[2]) && IsHex(rest[3]) && IsHex(rest[4]) && IsHex(rest[5])))
                throw new JsonFaultException("\\u needs four hexadecimal digits", _at);
            _at += 6;
            return;
        }

        if (letter is not ('"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't'))
            throw new JsonFaultException("a string has an escape that JSON does not know", _at);
        _at += 2;
    }

    private static bool IsHex(TUnit unit) => char.IsAsciiHexDigit((char)ushort.CreateTruncating(unit));

    private JsonFaultException Unexpected(string expected)
    {
        SkipSpace();
        string found = _at >= _text.Length ? "the text ends"
            : At(_at) is > ' ' and < '\u007f' and char plain ? $"found '{plain}'"
            : string.Create(CultureInfo.InvariantCulture, $"found U+{(int)At(_at):X4}");
        return new JsonFaultException($"expected {expected} but {found}", _at);
    }
}
