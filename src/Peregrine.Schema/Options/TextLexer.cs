using System;
using System.Collections.Generic;
using System.Globalization;

namespace Peregrine.Schema;

/// <summary>The tokens of an aggregate value. The compiler's parser cut and joined them, so that only valid tokens come here from a .proto.</summary>
internal sealed class TextLexer(string text)
{
    private int _position;

    public bool AtEnd
    {
        get
        {
            SkipSpace();
            return _position >= text.Length;
        }
    }

    /// <summary>Where the next token begins.</summary>
    public int Next => AtEnd ? text.Length : _position;

    /// <summary>What stands next, for error messages.</summary>
    public string Describe()
    {
        if (AtEnd)
            return "the end of the value";
        var end = _position + 1;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && end - _position < 40)
            end++;
        return $"\"{text.Substring(_position, end - _position)}\"";
    }

    public bool TryTake(char symbol)
    {
        if (AtEnd || text[_position] != symbol)
            return false;
        _position++;
        return true;
    }

    public bool TryTakeIdentifier(out string identifier)
    {
        identifier = "";
        if (AtEnd || !Identifiers.IsNameCharacter(text[_position]) || text[_position] is >= '0' and <= '9')
            return false;
        identifier = TakeWord();
        return true;
    }

    /// <summary>Takes an integer up to a maximum; takes nothing when there is none or it is larger.</summary>
    public bool TryTakeInteger(ulong max, out ulong value)
    {
        value = 0;
        if (AtEnd || text[_position] is < '0' or > '9')
            return false;
        var start = _position;
        var word = TakeWord();
        var isInteger = (_position >= text.Length || text[_position] != '.') && TryParseInteger(word, max, out value);
        if (!isInteger)
            _position = start;
        return isInteger;
    }

    public bool TryTakeNumber(out double value)
    {
        value = 0;
        // Numbers with a point are decimal; others must not look octal or hexadecimal.
        if (!AtEnd && text[_position] == '0' && _position + 1 < text.Length && text[_position + 1] is 'x' or 'X' or (>= '0' and <= '7'))
            return IsFloatAhead() && TryTakeFloat(out value);
        if (TryTakeInteger(ulong.MaxValue, out var integer))
        {
            value = integer;
            return true;
        }

        var start = _position;
        if (TryTakeIdentifier(out var word))
        {
            var lower = word.ToLowerInvariant();
            value = lower == "nan" ? OptionNumbers.NaN : double.PositiveInfinity;
            if (lower is "inf" or "infinity" or "nan")
                return true;
            _position = start;
            return false;
        }

        return TryTakeFloat(out value);
    }

    /// <summary>Takes adjacent strings as one.</summary>
    public bool TryTakeString(out byte[] bytes)
    {
        var result = new List<byte>();
        var found = false;
        while (!AtEnd && text[_position] is '"' or '\'')
        {
            var start = _position;
            var quote = text[_position++];
            while (_position < text.Length && text[_position] != quote)
                _position += text[_position] == '\\' ? 2 : 1;
            _position = Math.Min(_position + 1, text.Length);
            var literal = EscapedUtf8.GetBytes(text.Substring(start, _position - start));
            StringLiterals.Append(literal, 0, literal.Length, result);
            found = true;
        }

        bytes = result.ToArray();
        return found;
    }

    private bool IsFloatAhead()
    {
        var end = _position;
        while (end < text.Length && text[end] is >= '0' and <= '9')
            end++;
        return end < text.Length && text[end] is '.' or 'e' or 'E';
    }

    private bool TryTakeFloat(out double value)
    {
        value = 0;
        var start = _position;
        while (_position < text.Length && (Identifiers.IsNameCharacter(text[_position]) || text[_position] == '.' || (text[_position] is '+' or '-' && text[_position - 1] is 'e' or 'E')))
            _position++;
        var word = text.Substring(start, _position - start).TrimEnd('f', 'F');
        try
        {
            if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
                return true;
        }
        catch (OverflowException)
        {
            value = double.PositiveInfinity;
            return true;
        }

        _position = start;
        return false;
    }

    private string TakeWord()
    {
        var start = _position;
        while (_position < text.Length && Identifiers.IsNameCharacter(text[_position]))
            _position++;
        return text.Substring(start, _position - start);
    }

    private void SkipSpace()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
            _position++;
        // A comment lasts to the end of the line, and joined tokens are one line.
        if (_position < text.Length && text[_position] == '#')
            _position = text.Length;
    }

    private static bool TryParseInteger(string word, ulong max, out ulong value)
    {
        value = 0;
        uint radix = word.Length > 1 && word[0] == '0' ? (word[1] is 'x' or 'X' ? 16u : 8u) : 10u;
        for (var i = radix == 16 ? 2 : radix == 8 ? 1 : 0; i < word.Length; i++)
        {
            var digit = DigitOf(word[i]);
            if (digit >= radix || value > (max - digit) / radix)
                return false;
            value = value * radix + digit;
        }

        return value <= max;
    }

    private static uint DigitOf(char c) => c switch
    {
        >= '0' and <= '9' => (uint)(c - '0'),
        >= 'a' and <= 'f' => (uint)(c - 'a' + 10),
        >= 'A' and <= 'F' => (uint)(c - 'A' + 10),
        _ => uint.MaxValue,
    };
}
