using System;
using System.Text;

namespace Peregrine.Compiler.Syntax;

/// <summary>The tokens of one text, the last of them <see cref="TokenKind.EndOfFile"/>. Immutable.</summary>
internal sealed class TokenList(SourceText source, Token[] tokens, int count)
{
    private readonly Token[] _tokens = tokens;

    /// <summary>The array behind the list, for who lent it.</summary>
    public Token[] Buffer => _tokens;

    public SourceText Source { get; } = source;

    public int Count { get; } = count;

    public ref readonly Token this[int index] => ref _tokens[index];

    public string Text(int index)
    {
        ref readonly var token = ref _tokens[index];
        return Encoding.UTF8.GetString(Source.Utf8, token.Start, token.Length);
    }

    /// <summary>True when the token is the given ASCII word.</summary>
    public bool Is(int index, string word)
    {
        ref readonly var token = ref _tokens[index];
        if (token.Length != word.Length)
            return false;
        var text = Source.Utf8;
        for (var i = 0; i < word.Length; i++)
        {
            if (text[token.Start + i] != word[i])
                return false;
        }

        return true;
    }

    /// <summary>The place of tokens first to last, for people: from 1, columns in UTF-16 units.</summary>
    public SourceSpan Span(int first, int last)
    {
        ref readonly var start = ref _tokens[first];
        ref readonly var end = ref _tokens[Math.Max(first, last)];
        return SpanOf(start.Start, end.End);
    }

    /// <summary>The place where a token begins.</summary>
    public SourcePlace Place(int token) => PlaceOf(_tokens[token].Start);

    public SourcePlace PlaceOf(int offset)
    {
        var (line, column) = Source.PlaceOf(offset);
        return new SourcePlace(line, column, offset);
    }

    public SourceSpan SpanOf(int start, int end)
    {
        var (line, column) = Source.PlaceOf(start);
        var (endLine, endColumn) = Source.PlaceOf(end);
        return new SourceSpan(line, column, endLine, endColumn, start, end - start);
    }
}
