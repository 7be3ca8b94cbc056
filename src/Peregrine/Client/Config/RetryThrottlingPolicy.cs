namespace Peregrine;

/// <summary>Stops retries while the server fails more than it succeeds (gRFC A6): failures take a token, successes give <see cref="TokenRatio"/>; retries need more than half of <see cref="MaxTokens"/>.</summary>
public sealed class RetryThrottlingPolicy
{
    /// <summary>The tokens at the start and at most: more than 0, up to 1000.</summary>
    public int MaxTokens { get; init; } = 100;

    /// <summary>The tokens that a success gives: more than 0, three decimals count.</summary>
    public double TokenRatio { get; init; } = 0.1;
}
