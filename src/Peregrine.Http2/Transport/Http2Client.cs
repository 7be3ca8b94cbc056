using Peregrine.Http2.Transport;

namespace Peregrine.Http2;

/// <summary>The way into HTTP/2 as a client.</summary>
public static class Http2Client
{
    /// <summary>Opens a connection; ends when the server's SETTINGS have come.</summary>
    /// <param name="endpoint">The address.</param>
    /// <param name="options">How.</param>
    /// <param name="observer">Observes the connection; its first callbacks may come before this ends.</param>
    /// <param name="cancellationToken">Gives the attempt up.</param>
    /// <exception cref="Http2ConnectException">A stage failed; it and the address are named.</exception>
    public static async ValueTask<Http2Connection> ConnectAsync(
        Http2Endpoint endpoint, Http2ConnectOptions options, Http2ConnectionObserver observer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(observer);
        using var attempt = new OutboundConnection(endpoint, options, observer, cancellationToken);
        return await attempt.OpenAsync().ConfigureAwait(false);
    }
}
