namespace Peregrine.Bench.Clients;

/// <summary>One TCP connection of a load generator.</summary>
internal abstract class BenchConnection : IAsyncDisposable
{
    /// <summary>A caller that makes one call at a time.</summary>
    public abstract BenchCaller MakeCaller();

    public abstract ValueTask DisposeAsync();
}
