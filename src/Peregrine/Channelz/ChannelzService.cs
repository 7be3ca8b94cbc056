using Peregrine.Client;
using Peregrine.Http2;

namespace Peregrine.Channelz;

/// <summary>
/// The channelz service (grpc.channelz.v1, gRFC A14): tells what the servers and channels that it was shown are doing, live. It holds them weakly; a channel
/// goes when it is shut down. What happened before something was shown is not counted. Any thread.
/// </summary>
public sealed class ChannelzService : Channelz.ChannelzBase
{
    private const int PageSize = 100;

    private readonly Lock _gate = new();

    // Guarded by _gate; by rising id.
    private readonly List<(long Id, WeakReference<GrpcServer> Server)> _servers = [];
    private readonly List<(long Id, WeakReference<GrpcChannel> Channel)> _channels = [];

    /// <summary>Tells of a server from now on. Best before it is started: connections that there are already are told of without their messages.</summary>
    public ChannelzService Show(GrpcServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        server.StartCounting();
        lock (_gate)
            Add(_servers, server.Id, server);
        return this;
    }

    /// <summary>Tells of a channel from now on. Best before its first call: subchannels that there are already are told of without their calls.</summary>
    public ChannelzService Show(GrpcChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        channel.Context.StartCounting();
        lock (_gate)
            Add(_channels, channel.Context.Id, channel);
        return this;
    }

    /// <inheritdoc/>
    public override async Task<GetTopChannelsResponse> GetTopChannels(GetTopChannelsRequest request, ServerCallContext context)
    {
        List<GrpcChannel> page = Page(Channels(), channel => channel.Context.Id, request.StartChannelId, request.MaxResults, out bool end);
        var response = new GetTopChannelsResponse { End = end };
        foreach (GrpcChannel channel in page)
            response.Channel.Add(await ChannelView.OfAsync(channel).ConfigureAwait(false));
        return response;
    }

    /// <inheritdoc/>
    public override Task<GetServersResponse> GetServers(GetServersRequest request, ServerCallContext context)
    {
        List<GrpcServer> page = Page(Servers(), server => server.Id, request.StartServerId, request.MaxResults, out bool end);
        var response = new GetServersResponse { End = end };
        foreach (GrpcServer server in page)
            response.Server.Add(ServerView.Of(server));
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<GetServerResponse> GetServer(GetServerRequest request, ServerCallContext context) =>
        Task.FromResult(new GetServerResponse { Server = ServerView.Of(FindServer(request.ServerId)) });

    /// <inheritdoc/>
    public override Task<GetServerSocketsResponse> GetServerSockets(GetServerSocketsRequest request, ServerCallContext context)
    {
        IEnumerable<ConnectionView> connections = ServerView.Connections(FindServer(request.ServerId)).OrderBy(connection => connection.Id);
        List<ConnectionView> page = Page(connections, connection => connection.Id, request.StartSocketId, request.MaxResults, out bool end);
        var response = new GetServerSocketsResponse { End = end };
        foreach (ConnectionView connection in page)
            response.SocketRef.Add(connection.Ref);
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override async Task<GetChannelResponse> GetChannel(GetChannelRequest request, ServerCallContext context)
    {
        GrpcChannel channel = Channels().FirstOrDefault(channel => channel.Context.Id == request.ChannelId) ?? throw NotFound("channel", request.ChannelId);
        return new GetChannelResponse { Channel = await ChannelView.OfAsync(channel).ConfigureAwait(false) };
    }

    /// <inheritdoc/>
    public override async Task<GetSubchannelResponse> GetSubchannel(GetSubchannelRequest request, ServerCallContext context)
    {
        foreach (GrpcChannel channel in Channels())
        {
            foreach (Subchannel? subchannel in await channel.SubchannelsAsync(one => one.Id == request.SubchannelId ? ChannelView.Of(one) : null).ConfigureAwait(false))
            {
                if (subchannel is not null)
                    return new GetSubchannelResponse { Subchannel = subchannel };
            }
        }

        throw NotFound("subchannel", request.SubchannelId);
    }

    /// <inheritdoc/>
    public override async Task<GetSocketResponse> GetSocket(GetSocketRequest request, ServerCallContext context)
    {
        foreach (GrpcServer server in Servers())
        {
            if (ServerView.ListenSocket(server, request.SocketId) is { } listening)
                return new GetSocketResponse { Socket = listening };
            if (ServerView.Connections(server).FirstOrDefault(connection => connection.Id == request.SocketId) is { } served)
                return new GetSocketResponse { Socket = served.ToSocket(request.Summary) };
        }

        foreach (GrpcChannel channel in Channels())
        {
            IReadOnlyList<List<ConnectionView>> connections = await channel.SubchannelsAsync(ChannelView.Connections).ConfigureAwait(false);
            if (connections.SelectMany(ofOne => ofOne).FirstOrDefault(connection => connection.Id == request.SocketId) is { } made)
                return new GetSocketResponse { Socket = made.ToSocket(request.Summary) };
        }

        throw NotFound("socket", request.SocketId);
    }

    private static RpcException NotFound(string what, long id) => new(new Status(StatusCode.NotFound, $"there is no {what} {id}"));

    private static void Add<T>(List<(long Id, WeakReference<T> Entity)> list, long id, T entity)
        where T : class
    {
        int place = list.FindIndex(other => other.Id >= id);
        if (place < 0)
            list.Add((id, new WeakReference<T>(entity)));
        else if (list[place].Id != id)
            list.Insert(place, (id, new WeakReference<T>(entity)));
    }

    // By rising id, so that a caller goes on where the last page ended.
    private static List<T> Page<T>(IEnumerable<T> byId, Func<T, long> id, long start, long max, out bool end)
    {
        if (start < 0 || max < 0)
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"neither the first id ({start}) nor the number of results ({max}) can be below 0"));
        long wanted = max == 0 ? PageSize : Math.Min(max, PageSize);
        List<T> page = [.. byId.SkipWhile(entity => id(entity) < start).Take((int)wanted + 1)];
        end = page.Count <= wanted;
        if (!end)
            page.RemoveAt(page.Count - 1);
        return page;
    }

    private GrpcServer FindServer(long id) => Servers().FirstOrDefault(server => server.Id == id) ?? throw NotFound("server", id);

    private List<GrpcServer> Servers()
    {
        lock (_gate)
            return Alive(_servers, static _ => true);
    }

    private List<GrpcChannel> Channels()
    {
        lock (_gate)
            return Alive(_channels, static channel => channel.State != ConnectivityState.Shutdown);
    }

    private static List<T> Alive<T>(List<(long Id, WeakReference<T> Entity)> list, Func<T, bool> isAlive)
        where T : class
    {
        var alive = new List<T>(list.Count);
        list.RemoveAll(one =>
        {
            if (!one.Entity.TryGetTarget(out T? entity) || !isAlive(entity))
                return true;
            alive.Add(entity);
            return false;
        });
        return alive;
    }
}
