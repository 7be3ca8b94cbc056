namespace Peregrine.Compiler;

/// <summary>One error or warning at one place.</summary>
/// <param name="Id">The documented identifier, <c>PG</c> and four digits.</param>
/// <param name="Severity">Error, warning or info.</param>
/// <param name="Message">What is wrong and what was expected, in lower case, without the place.</param>
/// <param name="File">The import path of the file.</param>
/// <param name="Span">The smallest wrong piece of it.</param>
/// <param name="Help">How to mend it, when that is known.</param>
public sealed record Diagnostic(string Id, DiagnosticSeverity Severity, string Message, string File, SourceSpan Span, string? Help = null)
{
    /// <summary>
    /// Where protoc reports this error, to the column: nearly always where <see cref="Span"/> begins; else the statement or value that the
    /// wrong piece is in, or the point in the text at which the error came to light.
    /// </summary>
    public SourcePlace Place { get; init; } = new(Span.Line, Span.Column, Span.Start);

    internal string SeverityName => Severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "info",
    };

    /// <summary>The form that MSBuild and editors recognise: <c>file(line,column): error PG1234: message</c>.</summary>
    public override string ToString()
    {
        var help = Help is null ? "" : $" ({Help})";
        return $"{File}({Span.Line},{Span.Column}): {SeverityName} {Id}: {Message}{help}";
    }
}
