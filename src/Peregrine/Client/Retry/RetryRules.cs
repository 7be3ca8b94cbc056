namespace Peregrine.Client;

/// <summary>A retry policy, checked and frozen.</summary>
internal sealed class RetryRules
{
    // gRFC A6: "the client MUST limit maxAttempts to 5".
    private const int MostAttempts = 5;

    private readonly bool[] _retryable = new bool[(int)StatusCode.Unauthenticated + 1];

    public RetryRules(RetryPolicy policy, RetryThrottle? throttle = null)
    {
        Require(policy.MaxAttempts >= 2, nameof(RetryPolicy.MaxAttempts), "at least 2");
        Require(policy.InitialBackoff > TimeSpan.Zero, nameof(RetryPolicy.InitialBackoff), "more than zero");
        Require(policy.MaxBackoff > TimeSpan.Zero, nameof(RetryPolicy.MaxBackoff), "more than zero");
        Require(policy.BackoffMultiplier > 0, nameof(RetryPolicy.BackoffMultiplier), "more than zero");
        Require(policy.RetryableStatusCodes.Count > 0, nameof(RetryPolicy.RetryableStatusCodes), "not empty");
        Throttle = throttle;
        OnRetry = policy.OnRetry;
        MaxAttempts = Math.Min(policy.MaxAttempts, MostAttempts);
        InitialBackoff = policy.InitialBackoff;
        MaxBackoff = policy.MaxBackoff;
        Multiplier = policy.BackoffMultiplier;
        foreach (StatusCode code in policy.RetryableStatusCodes)
            _retryable[(int)code] = true;
    }

    public int MaxAttempts { get; }

    public TimeSpan InitialBackoff { get; }

    public TimeSpan MaxBackoff { get; }

    public double Multiplier { get; }

    public RetryThrottle? Throttle { get; }

    public Action<RetryAttempt>? OnRetry { get; }

    public bool IsRetryable(StatusCode code) => (uint)code < (uint)_retryable.Length && _retryable[(int)code];

    /// <summary>The wait before retry number <paramref name="retry"/> (from 1): min(initial·multiplier^(n−1), max) × 0.8…1.2 (rule 60).</summary>
    public TimeSpan Backoff(int retry, double random)
    {
        double ticks = Math.Min(InitialBackoff.Ticks * Math.Pow(Multiplier, retry - 1), MaxBackoff.Ticks);
        return TimeSpan.FromTicks((long)(ticks * (0.8 + 0.4 * random)));
    }

    private static void Require(bool holds, string property, string rule)
    {
        if (!holds)
            throw new ArgumentException($"{nameof(RetryPolicy)}.{property} must be {rule}");
    }
}
