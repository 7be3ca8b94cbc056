namespace Peregrine.Messages;

/// <summary>What bounds the messages one side receives.</summary>
/// <param name="MaxBytes">The longest message, before and after inflating; <see cref="int.MaxValue"/> for no limit.</param>
/// <param name="OptionName">The option that says so, for errors.</param>
internal readonly record struct MessageLimits(int MaxBytes, string OptionName)
{
    /// <summary>4 MiB, the default of every gRPC implementation.</summary>
    public const int DefaultMaxReceiveBytes = 4 * 1024 * 1024;

    public Status TooLong(long bytes) =>
        new(StatusCode.ResourceExhausted, $"message of {bytes} bytes exceeds {OptionName} ({MaxBytes})");

    public Status InflatesTooFar(int wireBytes) =>
        new(StatusCode.ResourceExhausted, $"message of {wireBytes} compressed bytes inflates to more than {OptionName} ({MaxBytes})");
}
