namespace Peregrine.Bench.Clients;

/// <summary>Makes one call at a time. Failures are exceptions.</summary>
internal abstract class BenchCaller
{
    /// <summary>Makes unary calls one after the other, each counted as it ends.</summary>
    public abstract Task UnaryCallsAsync(IOperations counted);

    /// <summary>Opens the StreamingCall that <see cref="RoundTripAsync"/> uses.</summary>
    public abstract ValueTask OpenStreamAsync();

    public abstract ValueTask RoundTripAsync();

    public abstract ValueTask CloseStreamAsync();

    /// <summary>Reads a ServerStream to its end; <paramref name="message"/> is called for each message.</summary>
    public abstract ValueTask ServerStreamAsync(Action message);
}
