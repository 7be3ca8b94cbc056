using Peregrine.Client;

namespace Peregrine.InProcess;

/// <summary>"Connects" to a server in the same process.</summary>
internal sealed class InProcessConnector(GrpcServer server) : Connector
{
    public override Task<ClientTransport> ConnectAsync(BackendAddress address, ConnectionSet owner, CancellationToken cancellationToken)
    {
        if (server.Core is not { DrainToken.IsCancellationRequested: false } core)
            throw new IOException("the server in this process has not been started, or has been stopped");
        return Task.FromResult<ClientTransport>(new InProcessTransport(owner, core, address.Name));
    }
}
