namespace Peregrine.Client;

/// <summary>Opens connections: over sockets, or in the tests over memory.</summary>
internal abstract class Connector
{
    /// <summary>Opens a connection; ends when it is ready for calls (rule 50: SETTINGS have arrived).</summary>
    /// <exception cref="Http2.Http2ConnectException">A stage failed; it and the address are named.</exception>
    public abstract Task<ClientTransport> ConnectAsync(BackendAddress address, ConnectionSet owner, CancellationToken cancellationToken);
}
