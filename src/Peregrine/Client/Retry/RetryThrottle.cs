namespace Peregrine.Client;

/// <summary>
/// The token bucket of one server name (rule 56): failures take a token, successes give a fraction of one, and retries need more than half of them.
/// Counts in thousandths, because the ratio has three decimals. Any thread.
/// </summary>
internal sealed class RetryThrottle
{
    private const int Scale = 1000;

    private readonly int _max;
    private readonly int _ratio;
    private int _tokens;

    public RetryThrottle(RetryThrottlingPolicy policy)
    {
        if (policy.MaxTokens is <= 0 or > 1000)
            throw new ArgumentException($"{nameof(RetryThrottlingPolicy)}.{nameof(RetryThrottlingPolicy.MaxTokens)} must be more than 0 and at most 1000");
        if (policy.TokenRatio <= 0)
            throw new ArgumentException($"{nameof(RetryThrottlingPolicy)}.{nameof(RetryThrottlingPolicy.TokenRatio)} must be more than 0");
        _max = policy.MaxTokens * Scale;
        _ratio = Math.Max(1, (int)(policy.TokenRatio * Scale));
        _tokens = _max;
    }

    /// <summary>Whether a retry may be made now.</summary>
    public bool AllowsRetry => Volatile.Read(ref _tokens) > _max / 2;

    public void OnFailure() => Add(-Scale);

    public void OnSuccess() => Add(_ratio);

    private void Add(int change)
    {
        int before = Volatile.Read(ref _tokens);
        while (true)
        {
            int after = Math.Clamp(before + change, 0, _max);
            if (after == before)
                return;
            int seen = Interlocked.CompareExchange(ref _tokens, after, before);
            if (seen == before)
                return;
            before = seen;
        }
    }
}
