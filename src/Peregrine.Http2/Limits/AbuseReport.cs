namespace Peregrine.Http2;

/// <summary>One exceeded budget.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Observed">What was seen.</param>
/// <param name="Limit">What the option allows.</param>
/// <param name="Option">The option's name.</param>
public readonly record struct AbuseReport(AbuseKind Kind, long Observed, long Limit, string Option);
