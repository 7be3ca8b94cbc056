using System;
using System.Text;

namespace Peregrine.Compiler.CSharp;

/// <summary>
/// Writes C# from raw string literals with holes. A hole that holds a callback writes its lines at the hole's indentation; a hole that holds
/// an empty string on a line of its own removes that line. Lines end with a line feed on every system, so that output is the same everywhere.
/// </summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private string _indent = "";

    // The line being written: what stands before its first visible character, whether it has one, and whether it goes away when it stays empty.
    private string _leading = "";
    private bool _hasContent;
    private bool _dropWhenEmpty;

    /// <summary>Writes the template, at the current indentation, and ends the line.</summary>
    public void Emit([System.Runtime.CompilerServices.InterpolatedStringHandlerArgument("")] EmitHandler template)
    {
        _ = template;
        EndLine();
    }

    /// <summary>Writes text without holes, at the current indentation, and ends the line.</summary>
    public void Emit(string text)
    {
        WriteTemplate(text);
        EndLine();
    }

    /// <summary>Writes an empty line.</summary>
    public void EmitLine() => EndLine();

    /// <inheritdoc />
    public override string ToString() => _text.ToString();

    internal void WriteTemplate(string text)
    {
        int start = 0;
        for (int end = text.IndexOf('\n'); end >= 0; end = text.IndexOf('\n', start))
        {
            WriteWithinLine(text.Substring(start, end - start).TrimEnd('\r'));
            EndLine();
            start = end + 1;
        }
        WriteWithinLine(text.Substring(start));
    }

    internal void WriteHole(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            _dropWhenEmpty = true;
            return;
        }
        string leading = _leading;
        string[] lines = value!.Split('\n');
        WriteWithinLine(lines[0]);
        for (int i = 1; i < lines.Length; i++)
        {
            EndLine();
            WriteWithinLine(lines[i].Length == 0 ? "" : leading + lines[i]);
        }
    }

    internal void WriteHole(Action<CodeWriter> body)
    {
        if (_hasContent)
            throw new InvalidOperationException("a callback fills whole lines: nothing may stand before its hole");
        string outer = _indent;
        _indent += _leading;
        _leading = "";
        body(this);
        _indent = outer;
        _dropWhenEmpty = true;
    }

    private void WriteWithinLine(string piece)
    {
        if (!_hasContent)
        {
            string visible = piece.TrimStart(' ');
            _leading += piece.Substring(0, piece.Length - visible.Length);
            if (visible.Length == 0)
                return;
            _text.Append(_indent).Append(_leading);
            _hasContent = true;
            piece = visible;
        }
        _text.Append(piece);
    }

    private void EndLine()
    {
        if (_hasContent || !_dropWhenEmpty)
            _text.Append('\n');
        _leading = "";
        _hasContent = false;
        _dropWhenEmpty = false;
    }
}
