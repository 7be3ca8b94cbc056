namespace Peregrine.Compiler;

/// <summary>How bad a diagnostic is.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth knowing; the file compiles.</summary>
    Warning,

    /// <summary>The file does not compile.</summary>
    Error,
}
