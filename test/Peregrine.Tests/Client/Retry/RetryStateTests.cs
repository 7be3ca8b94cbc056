using Peregrine.Client;

namespace Peregrine.Tests.Client.Retry;

/// <summary>Rules 53–60: the decisions of one call's retries, without a call.</summary>
public sealed class RetryStateTests
{
    private static readonly CallEnd s_unavailable = new(new Status(StatusCode.Unavailable, "no"));

    [Fact]
    public void Rule_53_a_committed_call_is_not_retried()
    {
        RetryState state = New(5);
        state.Commit();
        Assert.False(state.OnEnd(s_unavailable, 0.5).Retries);
        Assert.False(state.OnEnd(s_unavailable with { Progress = CallProgress.NeverSent }, 0.5).Retries);
    }

    [Fact]
    public void Rule_54_what_never_left_is_retried_without_end_and_counts_nowhere()
    {
        var state = new RetryState(null, 0);
        for (int i = 0; i < 100; i++)
            Assert.Equal(RetryDecision.Now, state.OnEnd(s_unavailable with { Progress = CallProgress.NeverSent }, 0.5));
        Assert.Equal(1, state.Attempts);
    }

    [Fact]
    public void Rule_54_what_the_server_refused_is_retried_once_then_the_policy_decides()
    {
        CallEnd refused = s_unavailable with { Progress = CallProgress.Refused };
        var without = new RetryState(null, 0);
        Assert.Equal(RetryDecision.Now, without.OnEnd(refused, 0.5));
        Assert.Equal(RetryDecision.Stop, without.OnEnd(refused, 0.5));

        RetryState with = New(2);
        Assert.Equal(RetryDecision.Now, with.OnEnd(refused, 0.5));
        Assert.Equal(1, with.Attempts);
        Assert.Equal(RetryDecision.After(TimeSpan.FromSeconds(1)), with.OnEnd(refused, 0.5));
        Assert.Equal(RetryDecision.Stop, with.OnEnd(refused, 0.5));

        var alreadyRefused = new RetryState(null, refusals: 1);
        Assert.Equal(RetryDecision.Stop, alreadyRefused.OnEnd(refused, 0.5));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(5, 5)]
    [InlineData(50, 5)]
    public void Attempts_are_at_most_those_of_the_policy_and_never_more_than_five(int configured, int expected)
    {
        RetryState state = New(configured);
        int attempts = 1;
        while (state.OnEnd(s_unavailable, 0.5).Retries)
            attempts++;
        Assert.Equal(expected, attempts);
    }

    [Fact]
    public void Only_the_codes_of_the_policy_are_retried()
    {
        for (StatusCode code = StatusCode.Cancelled; code <= StatusCode.Unauthenticated; code++)
            Assert.Equal(code == StatusCode.Unavailable, New(3).OnEnd(new CallEnd(new Status(code, "")), 0.5).Retries);
        Assert.False(New(3).OnEnd(new CallEnd(Status.DefaultSuccess), 0.5).Retries);
    }

    [Theory]
    [InlineData(0.0, 0.8)]
    [InlineData(0.5, 1.0)]
    [InlineData(1.0, 1.2)]
    public void Rule_60_delays_grow_to_a_maximum_with_jitter_of_a_fifth(double random, double factor)
    {
        RetryState state = New(5);
        double[] seconds = [1, 2, 4, 5];
        foreach (double expected in seconds)
            Assert.Equal(expected * factor, state.OnEnd(s_unavailable, random).Delay.TotalSeconds, 3);
    }

    [Fact]
    public void Rule_55_pushback_sets_the_delay_and_begins_the_backoff_anew()
    {
        RetryState state = New(5);
        Assert.Equal(1, state.OnEnd(s_unavailable, 0.5).Delay.TotalSeconds);
        Assert.Equal(2, state.OnEnd(s_unavailable, 0.5).Delay.TotalSeconds);
        Assert.Equal(0.25, state.OnEnd(Pushback("250"), 0.5).Delay.TotalSeconds);
        Assert.Equal(1, state.OnEnd(s_unavailable, 0.5).Delay.TotalSeconds);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("")]
    public void Rule_55_a_pushback_that_is_negative_or_unreadable_stops(string value) =>
        Assert.False(New(5).OnEnd(Pushback(value), 0.5).Retries);

    [Fact]
    public void Rule_56_retries_stop_while_half_of_the_tokens_are_gone()
    {
        var throttle = new RetryThrottle(new RetryThrottlingPolicy { MaxTokens = 4, TokenRatio = 0.5 });
        Assert.True(New(5, throttle).OnEnd(s_unavailable, 0.5).Retries);
        // 3 of 4 left; the next failure leaves 2, which is not more than half.
        Assert.False(New(5, throttle).OnEnd(s_unavailable, 0.5).Retries);
        // Other failures do not count, pushbacks that say no do.
        Assert.False(New(5, throttle).OnEnd(new CallEnd(new Status(StatusCode.NotFound, "")), 0.5).Retries);
        New(5, throttle).OnEnd(new CallEnd(Status.DefaultSuccess), 0.5);
        Assert.True(throttle.AllowsRetry);
        New(5, throttle).OnEnd(new CallEnd(new Status(StatusCode.NotFound, ""), new Metadata { { "grpc-retry-pushback-ms", "-1" } }), 0.5);
        Assert.False(throttle.AllowsRetry);
    }

    [Fact]
    public void Rule_56_transparent_retries_do_not_count_for_the_throttle()
    {
        var throttle = new RetryThrottle(new RetryThrottlingPolicy { MaxTokens = 2, TokenRatio = 1 });
        RetryState state = New(5, throttle);
        for (int i = 0; i < 10; i++)
            state.OnEnd(s_unavailable with { Progress = CallProgress.NeverSent }, 0.5);
        Assert.True(throttle.AllowsRetry);
    }

    [Fact]
    public void A_policy_that_breaks_its_rules_is_refused_by_name()
    {
        foreach (RetryPolicy bad in new[]
        {
            new RetryPolicy { MaxAttempts = 1, RetryableStatusCodes = { StatusCode.Unavailable } },
            new RetryPolicy { InitialBackoff = TimeSpan.Zero, RetryableStatusCodes = { StatusCode.Unavailable } },
            new RetryPolicy { MaxBackoff = TimeSpan.Zero, RetryableStatusCodes = { StatusCode.Unavailable } },
            new RetryPolicy { BackoffMultiplier = 0, RetryableStatusCodes = { StatusCode.Unavailable } },
            new RetryPolicy(),
        })
        {
            Assert.Contains(nameof(RetryPolicy), Assert.Throws<ArgumentException>(() => new RetryRules(bad)).Message);
        }
    }

    private static CallEnd Pushback(string value) => s_unavailable with { Trailers = new Metadata { { "grpc-retry-pushback-ms", value } } };

    private static RetryState New(int maxAttempts, RetryThrottle? throttle = null) => new(
        new RetryRules(
            new RetryPolicy
            {
                MaxAttempts = maxAttempts,
                InitialBackoff = TimeSpan.FromSeconds(1),
                MaxBackoff = TimeSpan.FromSeconds(5),
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable },
            },
            throttle),
        0);
}
