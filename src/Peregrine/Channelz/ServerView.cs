using Peregrine.Calls;
using Peregrine.Http2;
using Peregrine.Server;

namespace Peregrine.Channelz;

/// <summary>Servers as channelz tells of them.</summary>
internal static class ServerView
{
    public static Server Of(GrpcServer server)
    {
        CallCounters? counters = server.Running?.Core.Counters;
        var view = new Server
        {
            Ref = new ServerRef { ServerId = server.Id, Name = string.Join(' ', server.Urls) },
            Data = new ServerData
            {
                CallsStarted = counters?.Started ?? 0,
                CallsSucceeded = counters?.Succeeded ?? 0,
                CallsFailed = counters?.Failed ?? 0,
                LastCallStartedTimestamp = ChannelView.ToTimestamp(counters?.LastStarted),
            },
        };
        foreach (ListenSocket socket in server.Running?.ListenSockets ?? [])
            view.ListenSocket.Add(RefOf(socket));
        return view;
    }

    /// <summary>The connections that are open now.</summary>
    public static IEnumerable<ConnectionView> Connections(GrpcServer server)
    {
        foreach (Http2Connection connection in server.Running?.Connections ?? [])
        {
            if (connection.State is Http2ServerConnection served)
                yield return new ConnectionView(served.Id, connection, served.Counters);
        }
    }

    /// <summary>One of the sockets that it listens on; null when the number is not one's.</summary>
    public static Socket? ListenSocket(GrpcServer server, long id)
    {
        foreach (ListenSocket socket in server.Running?.ListenSockets ?? [])
        {
            if (socket.Id == id)
                return new Socket { Ref = RefOf(socket), Data = ToData(socket.Listener.Counters), Local = ConnectionView.ToAddress(socket.LocalEndPoint) };
        }

        return null;
    }

    private static SocketData ToData(in Http2ListenerCounters counted) => new()
    {
        Option =
        {
            ConnectionView.Counter("accepted", counted.Accepted),
            ConnectionView.Counter("handshakes_failed", counted.HandshakesFailed),
            ConnectionView.Counter("times_full", counted.TimesFull),
        },
    };

    private static SocketRef RefOf(ListenSocket socket) => new() { SocketId = socket.Id, Name = socket.LocalEndPoint.ToString() ?? "" };
}
