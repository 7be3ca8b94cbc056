using Conformance;

namespace Peregrine.Conformance.Tests;

/// <summary>One recorded case: what is asked, what the suite demands, and what the reference implementation answered.</summary>
/// <param name="Expect"><c>payload</c>, <c>parse_error</c>, <c>serialize_error</c> or <c>parse_error_or_payload</c>.</param>
/// <param name="ReferencePassed">Whether the suite accepted the reference's answer; if not, only <paramref name="Expect"/> counts.</param>
public sealed record ConformanceVector(
    string Suite, string Name, string MessageType, bool PrintsUnknownFields, string Expect, bool ReferencePassed, ConformanceRequest Request, ConformanceResponse ReferenceResponse)
{
    /// <summary>Whether the JSON text itself is judged, and not only what it means.</summary>
    public bool JudgesText => Name.EndsWith(".Validator", StringComparison.Ordinal);
}
