namespace Peregrine;

/// <summary>The names that the protocol's documents give the codes, for logs, metrics and gateways.</summary>
public static class StatusCodeNames
{
    private static readonly string[] s_names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <summary>The name of a code as statuscodes.md writes it, such as <c>NOT_FOUND</c>; <c>UNKNOWN</c> for a number that is no code.</summary>
    public static string ToProtocolName(this StatusCode code) => (uint)code < (uint)s_names.Length ? s_names[(int)code] : "UNKNOWN";
}
