namespace Peregrine.Compiler;

/// <summary>How bad a diagnostic is.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Good to know; nothing is wrong.</summary>
    Info,

    /// <summary>Worth mending; the file compiles.</summary>
    Warning,

    /// <summary>The file does not compile.</summary>
    Error,
}
