using System.Collections.Generic;

namespace Peregrine.Compiler;

/// <summary>Collects the diagnostics of one file, up to a limit. Used by one thread.</summary>
internal sealed class DiagnosticBag(string file, int maxErrors)
{
    private readonly List<Diagnostic> _diagnostics = [];

    public int ErrorCount { get; private set; }

    public bool HasErrors => ErrorCount > 0;

    /// <summary>True when further errors will not be kept, so that nobody need find their place.</summary>
    public bool IsFull => ErrorCount >= maxErrors;

    /// <summary>Counts an error past the limit.</summary>
    public void CountError() => ErrorCount++;

    public void Error(string id, SourceSpan span, string message, string? help = null, SourcePlace? place = null)
    {
        // Past the limit errors count but are not kept.
        if (ErrorCount++ < maxErrors)
            _diagnostics.Add(Create(id, span, message, help, place));
    }

    private Diagnostic Create(string id, SourceSpan span, string message, string? help, SourcePlace? place)
    {
        var diagnostic = new Diagnostic(id, DiagnosticSeverity.Error, message, file, span, help);
        return place is null ? diagnostic : diagnostic with { Place = place.Value };
    }

    public void Warning(string id, SourceSpan span, string message, string? help = null) =>
        _diagnostics.Add(new Diagnostic(id, DiagnosticSeverity.Warning, message, file, span, help));

    public bool HasErrorAt(SourceSpan span) => _diagnostics.Exists(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Span == span);

    /// <summary>What was collected, by place.</summary>
    public IReadOnlyList<Diagnostic> ToSortedList()
    {
        var sorted = new List<Diagnostic>(_diagnostics);
        var order = new Dictionary<Diagnostic, int>(ReferenceComparer.Instance);
        for (var i = 0; i < sorted.Count; i++)
            order[sorted[i]] = i;
        sorted.Sort((a, b) => a.Span.Start != b.Span.Start ? a.Span.Start.CompareTo(b.Span.Start) : order[a].CompareTo(order[b]));
        return sorted;
    }

    private sealed class ReferenceComparer : IEqualityComparer<Diagnostic>
    {
        public static readonly ReferenceComparer Instance = new();

        public bool Equals(Diagnostic? x, Diagnostic? y) => ReferenceEquals(x, y);

        public int GetHashCode(Diagnostic obj) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj);
    }
}
