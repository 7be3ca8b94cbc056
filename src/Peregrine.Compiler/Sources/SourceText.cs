using System;
using System.Collections.Generic;
using System.Text;

namespace Peregrine.Compiler;

/// <summary>The text of one .proto file, as UTF-8.</summary>
public sealed class SourceText
{
    // Racing threads compute the same table; the last one stays.
    private int[]? _lineStarts;

    /// <summary>Creates the text from its bytes, which are not copied and must not change.</summary>
    public SourceText(string path, byte[] utf8)
    {
        Path = path ?? throw new ArgumentNullException(nameof(path));
        Utf8 = utf8 ?? throw new ArgumentNullException(nameof(utf8));
    }

    /// <summary>Creates the text from a string.</summary>
    public SourceText(string path, string text)
        : this(path, Encoding.UTF8.GetBytes(text ?? throw new ArgumentNullException(nameof(text))))
    {
    }

    /// <summary>Where the text is, for people: a file path, or the import path when it is no file.</summary>
    public string Path { get; }

    /// <summary>The bytes. Not to be changed.</summary>
    public byte[] Utf8 { get; }

    /// <summary>The line and column of a byte, for people: from 1, columns in UTF-16 units.</summary>
    internal (int Line, int Column) PlaceOf(int offset)
    {
        _lineStarts ??= FindLineStarts();
        var line = Array.BinarySearch(_lineStarts, offset);
        if (line < 0)
            line = Math.Max(0, ~line - 1);
        var start = Math.Min(_lineStarts[line], offset);
        return (line + 1, Encoding.UTF8.GetCharCount(Utf8, start, offset - start) + 1);
    }

    /// <summary>The place of a piece of one line that SourceCodeInfo tells of: from 0, columns in bytes, tabs to the next multiple of eight.</summary>
    internal SourceSpan SpanOf(int line, int column, int endColumn)
    {
        _lineStarts ??= FindLineStarts();
        if (line >= _lineStarts.Length)
            return default;
        var (start, end) = (OffsetOf(_lineStarts[line], column), OffsetOf(_lineStarts[line], endColumn));
        var (first, last) = (PlaceOf(start).Column, PlaceOf(end).Column);
        return new SourceSpan(line + 1, first, line + 1, last, start, end - start);
    }

    private int OffsetOf(int lineStart, int column)
    {
        var offset = lineStart;
        for (var at = 0; at < column && offset < Utf8.Length; offset++)
            at = Utf8[offset] == '\t' ? at / 8 * 8 + 8 : at + 1;
        return offset;
    }

    private int[] FindLineStarts()
    {
        // The first line begins behind a byte order mark.
        var hasMark = Utf8.Length >= 3 && Utf8[0] == 0xEF && Utf8[1] == 0xBB && Utf8[2] == 0xBF;
        var starts = new List<int> { hasMark ? 3 : 0 };
        for (var i = Array.IndexOf(Utf8, (byte)'\n'); i >= 0; i = Array.IndexOf(Utf8, (byte)'\n', i + 1))
            starts.Add(i + 1);
        return [.. starts];
    }
}
