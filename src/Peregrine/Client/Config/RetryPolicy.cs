namespace Peregrine;

/// <summary>When and how often a failed call is tried again (gRFC A6).</summary>
public sealed class RetryPolicy
{
    /// <summary>The most attempts, the first included; at least 2. Values above 5 count as 5 (gRFC A6).</summary>
    public int MaxAttempts { get; init; } = 2;

    /// <summary>The wait before the first retry, ±20 %; more than zero.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a retry, ±20 %; more than zero.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>By what the wait grows with each retry; more than zero.</summary>
    public double BackoffMultiplier { get; init; } = 1.6;

    /// <summary>The status codes that are tried again; not empty.</summary>
    public IList<StatusCode> RetryableStatusCodes { get; init; } = [];

    /// <summary>
    /// Told of each retry, after the wait and before the attempt, on a pool thread; null, the default, for nobody. Retries that cost the server nothing
    /// (transparent ones) are not told. It must not throw, and the call waits for it.
    /// </summary>
    public Action<RetryAttempt>? OnRetry { get; init; }
}
