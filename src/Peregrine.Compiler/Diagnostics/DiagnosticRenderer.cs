using System;
using System.Text;

namespace Peregrine.Compiler;

/// <summary>Renders a diagnostic for the terminal: the place, the message, the source line with the wrong piece underlined, and the help.</summary>
public static class DiagnosticRenderer
{
    // Longer lines are cut around the wrong piece.
    private const int MaxWidth = 160;

    /// <summary>Renders a diagnostic.</summary>
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="source">The text of its file; null when it is not at hand, which leaves out the source line.</param>
    /// <param name="color">Adds ANSI colours.</param>
    public static string Render(Diagnostic diagnostic, SourceText? source = null, bool color = false)
    {
        if (diagnostic is null)
            throw new ArgumentNullException(nameof(diagnostic));
        var text = new StringBuilder();
        var isError = diagnostic.Severity == DiagnosticSeverity.Error;
        var (bold, tone, end) = color ? ("\u001b[1m", isError ? "\u001b[1;31m" : "\u001b[1;33m", "\u001b[0m") : ("", "", "");
        text.Append(bold).Append(source?.Path ?? diagnostic.File);
        if (diagnostic.Place.Line > 0)
            text.Append(':').Append(diagnostic.Place.Line).Append(':').Append(diagnostic.Place.Column);
        text.Append(": ").Append(tone).Append(diagnostic.SeverityName).Append(' ').Append(diagnostic.Id).Append(": ").Append(end);
        text.Append(bold).Append(diagnostic.Message).Append(end).Append('\n');
        if (source is not null && diagnostic.Span.Line > 0)
            AppendSource(text, diagnostic, source, tone, end);
        else if (diagnostic.Help is not null)
            text.Append("  = ").Append(diagnostic.Help).Append('\n');
        return text.ToString();
    }

    private static void AppendSource(StringBuilder text, Diagnostic diagnostic, SourceText source, string tone, string end)
    {
        var span = diagnostic.Span;
        var line = LineAt(source.Utf8, span.Start).Replace('\t', ' ');
        var first = Math.Min(span.Column - 1, line.Length);
        var last = span.EndLine > span.Line ? line.Length : Math.Min(span.EndColumn - 1, line.Length);
        if (line.Length > MaxWidth)
        {
            var cut = Math.Max(0, Math.Min(first - MaxWidth / 4, line.Length - MaxWidth));
            line = line.Substring(cut, MaxWidth);
            first -= cut;
            last = Math.Min(last - cut, MaxWidth);
        }

        var number = span.Line.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(5);
        text.Append(number).Append(" | ").Append(line).Append('\n');
        text.Append("      | ").Append(' ', first).Append(tone).Append('^', Math.Max(1, last - first)).Append(end);
        if (diagnostic.Help is not null)
            text.Append(' ').Append(diagnostic.Help);
        text.Append('\n');
    }

    private static string LineAt(byte[] text, int offset)
    {
        var start = Math.Min(offset, text.Length);
        while (start > 0 && text[start - 1] != '\n')
            start--;
        if (start == 0 && text.Length >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF)
            start = 3;
        var end = start;
        while (end < text.Length && text[end] is not ((byte)'\n' or (byte)'\r'))
            end++;
        return Encoding.UTF8.GetString(text, start, end - start);
    }
}
