using Peregrine.Client;
using Peregrine.InProcess;
using Peregrine.Messages;

namespace Peregrine;

/// <summary>Calls a server from within its own process.</summary>
public static class InProcessServerExtensions
{
    /// <summary>
    /// Creates a channel whose calls go to <paramref name="server"/> without sockets and framing: for tests, and for a program that calls services of its own. Everything
    /// else is as over a network: messages are serialized, so that neither side can change what the other has; deadlines, metadata, cancellation,
    /// interceptors and limits hold. The server needs no address, but must have been started when the first call is made.
    /// </summary>
    public static GrpcChannel CreateChannel(this GrpcServer server, GrpcChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        options ??= new GrpcChannelOptions();
        // What does not leave the process is as good as encrypted: call credentials may be sent.
        return GrpcChannel.Create(
            "inproc:server", options.Authority ?? "localhost", isSecure: true, options, CompressionProviders.Default, new InProcessConnector(server), static () => new StaticResolver([new BackendAddress(null, "server")]));
    }
}
