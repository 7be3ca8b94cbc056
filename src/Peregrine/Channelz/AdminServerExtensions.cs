using Peregrine.Channelz;

namespace Peregrine;

/// <summary>The services by which operators look into a running process (gRFC A38).</summary>
public static class AdminServerExtensions
{
    /// <summary>
    /// Adds the admin services: channelz, for this server and for <paramref name="channels"/>. They tell of addresses and certificates: listen where only operators
    /// get. Before the start only.
    /// </summary>
    /// <param name="server">The server that answers.</param>
    /// <param name="channels">The channels to tell of; more can be shown by a <see cref="ChannelzService"/> of one's own.</param>
    public static GrpcServer AddAdmin(this GrpcServer server, params IEnumerable<GrpcChannel> channels)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(channels);
        var channelz = new ChannelzService();
        foreach (GrpcChannel channel in channels)
            channelz.Show(channel);
        return server.AddAdmin(channelz);
    }

    /// <summary>The same with a channelz service that other servers and channels were, or will be, shown by. Before the start only.</summary>
    public static GrpcServer AddAdmin(this GrpcServer server, ChannelzService channelz)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(channelz);
        return server.Add(channelz.Show(server));
    }
}
