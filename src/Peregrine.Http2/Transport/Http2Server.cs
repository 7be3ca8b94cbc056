using Peregrine.Http2.Transport;

namespace Peregrine.Http2;

/// <summary>The way into HTTP/2 as a server.</summary>
public static class Http2Server
{
    /// <summary>Listens and serves each connection that comes in, until the listener is disposed.</summary>
    /// <param name="endpoint">The address. <c>localhost</c> with port 0 takes one free port on both loopback addresses.</param>
    /// <param name="options">How.</param>
    /// <param name="accept">Called for each connection once its preface has arrived; returns who observes it. Must not block or throw.</param>
    /// <exception cref="Http2ListenException">The address could not be bound; it is named.</exception>
    /// <exception cref="ArgumentException">An option is out of its bounds, or contradicts another; it is named.</exception>
    public static Http2Listener Listen(Http2Endpoint endpoint, Http2ListenOptions options, Func<Http2Connection, Http2ConnectionObserver> accept)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(accept);
        options.Check();
        return new Http2Listener(endpoint.Listen(options), options, accept, DescriptorRoom.OfProcess());
    }
}
