using System.Globalization;

namespace Peregrine.Client;

/// <summary>
/// What one call's retries have come to (gRFC A6): a pure state over the ends of its attempts. Guarded by its call.
/// </summary>
/// <remarks>
/// Committed = the response headers arrived, or the messages outgrew the buffer: this attempt is the last (rule 53).
/// Transparent retries happen whether or not a policy is configured and count nowhere (rule 54).
/// </remarks>
internal struct RetryState
{
    private readonly RetryRules? _rules;
    private int _refusals;

    // The retries since the last pushback, which the backoff grows with.
    private int _backoffs;

    public RetryState(RetryRules? rules, int refusals)
    {
        _rules = rules;
        _refusals = refusals;
        Attempts = 1;
    }

    /// <summary>Attempts so far under the policy, the one under way included.</summary>
    public int Attempts { get; private set; }

    public bool IsCommitted { get; private set; }

    public void Commit() => IsCommitted = true;

    /// <summary>What happens after an attempt has ended with <paramref name="end"/>. <paramref name="random"/> is from [0, 1).</summary>
    public RetryDecision OnEnd(in CallEnd end, double random)
    {
        bool failed = end.Status.StatusCode != StatusCode.OK;
        // Also a committed call tells the throttle how the server is doing.
        if (!IsCommitted && end.Progress == CallProgress.NeverSent)
            return RetryDecision.Now;
        if (!IsCommitted && end.Progress == CallProgress.Refused && _refusals++ == 0)
            return RetryDecision.Now;
        if (_rules is null)
            return RetryDecision.Stop;
        if (!failed)
        {
            _rules.Throttle?.OnSuccess();
            return RetryDecision.Stop;
        }
        Pushback pushback = Pushback.Read(end.Trailers);
        bool retryable = _rules.IsRetryable(end.Status.StatusCode);
        if (retryable || pushback.IsStop)
            _rules.Throttle?.OnFailure();
        if (!retryable || pushback.IsStop || IsCommitted || Attempts >= _rules.MaxAttempts || _rules.Throttle is { AllowsRetry: false })
            return RetryDecision.Stop;
        Attempts++;
        if (pushback.Delay is { } delay)
        {
            _backoffs = 0;
            return RetryDecision.After(delay);
        }
        return RetryDecision.After(_rules.Backoff(++_backoffs, random));
    }

    /// <summary>The server's word on when to come again: <c>grpc-retry-pushback-ms</c> (rule 55).</summary>
    private readonly record struct Pushback(TimeSpan? Delay, bool IsStop)
    {
        public static Pushback Read(Metadata? trailers)
        {
            if (trailers?.Get("grpc-retry-pushback-ms") is not { IsBinary: false } entry)
                return default;
            bool read = int.TryParse(entry.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int milliseconds);
            return read && milliseconds >= 0 ? new Pushback(TimeSpan.FromMilliseconds(milliseconds), false) : new Pushback(null, true);
        }
    }
}
