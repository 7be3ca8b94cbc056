using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Peregrine.Build.Pipeline;

/// <summary>A diagnostic of the compiler at its place on disk, ready for Roslyn.</summary>
internal sealed record PlacedDiagnostic(string Id, DiagnosticSeverity Severity, string Message, string Path, TextSpan Span, LinePositionSpan Lines)
{
    private static readonly ConcurrentDictionary<(string Id, DiagnosticSeverity Severity), DiagnosticDescriptor> s_descriptors = new();

    /// <summary>Places a diagnostic of the <c>.proto</c> compiler in a file.</summary>
    public static PlacedDiagnostic Create(Compiler.Diagnostic diagnostic, string path, SourceText text)
    {
        Compiler.SourceSpan span = diagnostic.Span;
        var lines = new LinePositionSpan(Position(text, span.Line, span.Column), Position(text, span.EndLine, span.EndColumn));
        string message = diagnostic.Help is null ? diagnostic.Message : diagnostic.Message + " (" + diagnostic.Help + ")";
        return new PlacedDiagnostic(diagnostic.Id, SeverityOf(diagnostic), message, path, text.Lines.GetTextSpan(lines), lines);
    }

    /// <summary>Places a diagnostic of the generator's own at the start of a file.</summary>
    public static PlacedDiagnostic AtStart(string id, string message, string path) =>
        new(id, DiagnosticSeverity.Error, message, path, default, default);

    /// <summary>The same for Roslyn.</summary>
    public Microsoft.CodeAnalysis.Diagnostic ToRoslyn() =>
        Microsoft.CodeAnalysis.Diagnostic.Create(s_descriptors.GetOrAdd((Id, Severity), Describe), Location.Create(Path, Span, Lines), Message);

    private static DiagnosticSeverity SeverityOf(Compiler.Diagnostic diagnostic) => diagnostic.Severity switch
    {
        Compiler.DiagnosticSeverity.Error => DiagnosticSeverity.Error,
        Compiler.DiagnosticSeverity.Warning => DiagnosticSeverity.Warning,
        _ => DiagnosticSeverity.Info,
    };

    private static DiagnosticDescriptor Describe((string Id, DiagnosticSeverity Severity) key) => new(
        key.Id,
        title: ".proto file",
        messageFormat: "{0}",
        category: "Protobuf",
        key.Severity,
        isEnabledByDefault: true);

    // The compiler counts from 1, Roslyn from 0. A place past the end (an unexpected end of file) is the end.
    private static LinePosition Position(SourceText text, int line, int column)
    {
        int index = System.Math.Max(0, System.Math.Min(line - 1, text.Lines.Count - 1));
        int length = text.Lines[index].SpanIncludingLineBreak.Length;
        return new LinePosition(index, System.Math.Max(0, System.Math.Min(column - 1, length)));
    }
}
