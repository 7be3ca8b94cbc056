using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace Peregrine.Build.Inputs;

/// <summary>
/// Finds what a <c>.proto</c> file imports without parsing it, so that the import graph is known before anything is compiled. Errs on the side
/// of finding too much: a name that is no import only widens the set of files that a change regenerates.
/// </summary>
internal ref struct ImportScanner
{
    private readonly string _text;
    private int _position;

    private ImportScanner(string text)
    {
        _text = text;
        _position = 0;
    }

    /// <summary>The import paths in order of appearance.</summary>
    public static ImmutableArray<string> Scan(SourceText text) => new ImportScanner(text.ToString()).Scan();

    private ImmutableArray<string> Scan()
    {
        var imports = ImmutableArray.CreateBuilder<string>();
        bool afterImport = false;
        while (true)
        {
            SkipBlanksAndComments();
            if (_position >= _text.Length)
                return imports.ToImmutable();
            char c = _text[_position];
            if (c is '"' or '\'')
            {
                string value = ReadString(c);
                if (afterImport)
                    imports.Add(value);
                afterImport = false;
            }
            else if (char.IsLetter(c) || c == '_')
            {
                string word = ReadWord();
                // import ["public" | "weak" | "option"] string
                afterImport = word == "import" || (afterImport && word is "public" or "weak" or "option");
            }
            else
            {
                afterImport = false;
                _position++;
            }
        }
    }

    private void SkipBlanksAndComments()
    {
        while (_position < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_position]))
                _position++;
            else if (Follows("//"))
                SkipTo("\n");
            else if (Follows("/*"))
                SkipTo("*/");
            else
                return;
        }
    }

    private readonly bool Follows(string mark) => string.CompareOrdinal(_text, _position, mark, 0, mark.Length) == 0;

    private void SkipTo(string mark)
    {
        int end = _text.IndexOf(mark, _position + 1, System.StringComparison.Ordinal);
        _position = end < 0 ? _text.Length : end + mark.Length;
    }

    private string ReadWord()
    {
        int start = _position;
        while (_position < _text.Length && (char.IsLetterOrDigit(_text[_position]) || _text[_position] == '_'))
            _position++;
        return _text.Substring(start, _position - start);
    }

    private string ReadString(char quote)
    {
        int start = ++_position;
        while (_position < _text.Length && _text[_position] != quote && _text[_position] != '\n')
            _position += _text[_position] == '\\' ? 2 : 1;
        int end = System.Math.Min(_position, _text.Length);
        _position = end + 1;
        return _text.Substring(start, end - start);
    }
}
