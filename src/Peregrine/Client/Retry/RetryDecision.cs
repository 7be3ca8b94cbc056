namespace Peregrine.Client;

/// <summary>What follows an attempt's end: the call's end, another attempt at once, or one after a delay.</summary>
internal readonly record struct RetryDecision(bool Retries, TimeSpan Delay)
{
    public static RetryDecision Stop => default;

    public static RetryDecision Now => new(true, TimeSpan.Zero);

    public static RetryDecision After(TimeSpan delay) => new(true, delay);
}
