namespace Peregrine.Client;

/// <summary>
/// A balancing policy: keeps subchannels for the addresses that the name resolved to, and publishes a picker whenever something changed.
/// All members run on the channel's <see cref="SerialExecutor"/>.
/// </summary>
internal abstract class LoadBalancer
{
    /// <summary>The name resolved to these addresses.</summary>
    public abstract void Update(IReadOnlyList<BackendAddress> addresses);

    /// <summary>Someone wants a connection: leave idle.</summary>
    public abstract void ExitIdle();

    /// <summary>Attempts that wait for their backoff may begin now.</summary>
    public abstract void ResetBackoff();

    /// <summary>Ends: connections drain, or end at once with their calls when <paramref name="reason"/> says why.</summary>
    public abstract void Shutdown(string? reason);
}
