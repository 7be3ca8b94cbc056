namespace Peregrine.Bench.Clients;

/// <summary>Makes one call at a time. Failures are exceptions.</summary>
internal abstract class BenchCaller
{
    public abstract ValueTask UnaryAsync();

    /// <summary>Opens the StreamingCall that <see cref="RoundTripAsync"/> uses.</summary>
    public abstract ValueTask OpenStreamAsync();

    public abstract ValueTask RoundTripAsync();

    public abstract ValueTask CloseStreamAsync();

    /// <summary>Reads a ServerStream to its end; <paramref name="message"/> is called for each message.</summary>
    public abstract ValueTask ServerStreamAsync(Action message);
}
