using Peregrine.Calls;
using Peregrine.Client;
using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Channelz;

/// <summary>Channels and subchannels as channelz tells of them.</summary>
internal static class ChannelView
{
    public static async Task<Channel> OfAsync(GrpcChannel channel)
    {
        ChannelContext context = channel.Context;
        var view = new Channel
        {
            Ref = new ChannelRef { ChannelId = context.Id, Name = channel.Target },
            Data = ToData(channel.State, channel.Target, context.Counters),
        };
        view.SubchannelRef.AddRange(await channel.SubchannelsAsync(RefOf).ConfigureAwait(false));
        return view;
    }

    /// <summary>Where the subchannel lives.</summary>
    public static Subchannel Of(Client.Subchannel subchannel)
    {
        var view = new Subchannel
        {
            Ref = RefOf(subchannel),
            Data = ToData(subchannel.State.State, subchannel.Address.Name, subchannel.Connections.Counters),
        };
        foreach (ConnectionView connection in Connections(subchannel))
            view.SocketRef.Add(connection.Ref);
        return view;
    }

    /// <summary>The connections of a subchannel, where it lives. Those within the process are no sockets.</summary>
    public static List<ConnectionView> Connections(Client.Subchannel subchannel) =>
        [.. subchannel.Open.OfType<Http2ClientTransport>().OrderBy(transport => transport.Id).Select(transport => new ConnectionView(transport.Id, transport.Connection, transport.Traffic?.Counters))];

    /// <summary>A time as channelz tells it; null for never.</summary>
    public static Timestamp? ToTimestamp(DateTime? time) => time is { } known ? Timestamp.FromDateTime(known) : null;

    private static SubchannelRef RefOf(Client.Subchannel subchannel) => new() { SubchannelId = subchannel.Id, Name = subchannel.Address.Name };

    private static ChannelData ToData(ConnectivityState state, string target, CallCounters? counters) => new()
    {
        State = new ChannelConnectivityState { State = ToState(state) },
        Target = target,
        CallsStarted = counters?.Started ?? 0,
        CallsSucceeded = counters?.Succeeded ?? 0,
        CallsFailed = counters?.Failed ?? 0,
        LastCallStartedTimestamp = ToTimestamp(counters?.LastStarted),
    };

    private static ChannelConnectivityState.StateType ToState(ConnectivityState state) => state switch
    {
        ConnectivityState.Idle => ChannelConnectivityState.StateType.Idle,
        ConnectivityState.Connecting => ChannelConnectivityState.StateType.Connecting,
        ConnectivityState.Ready => ChannelConnectivityState.StateType.Ready,
        ConnectivityState.TransientFailure => ChannelConnectivityState.StateType.TransientFailure,
        _ => ChannelConnectivityState.StateType.Shutdown,
    };
}
