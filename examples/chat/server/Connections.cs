using Chat.V1;
using Peregrine;

namespace Chat.Server;

/// <summary>The connections to this server, by room. Any thread.</summary>
internal sealed class Connections
{
    private readonly Lock _gate = new();

    // Guarded by _gate. Lists are replaced, not changed, so that an event is handed out without the gate.
    private readonly Dictionary<string, Connection[]> _rooms = [];

    /// <summary>A connection begins to hear. An older one of the same member is sent away.</summary>
    public void Add(Connection connection)
    {
        Connection? older;
        lock (_gate)
        {
            Connection[] there = _rooms.GetValueOrDefault(connection.Room, []);
            older = there.FirstOrDefault(other => other.Member.Id == connection.Member.Id);
            _rooms[connection.Room] = [.. there.Where(other => other != older), connection];
        }
        older?.SendAway(new Status(StatusCode.Aborted, "you have joined again on another connection"));
    }

    /// <summary>A connection does not hear any more.</summary>
    public void Remove(Connection connection)
    {
        lock (_gate)
        {
            Connection[] left = [.. _rooms.GetValueOrDefault(connection.Room, []).Where(other => other != connection)];
            if (left.Length == 0)
                _rooms.Remove(connection.Room);
            else
                _rooms[connection.Room] = left;
        }
    }

    /// <summary>Hands an event to all who are in its room.</summary>
    public void Deliver(Event what)
    {
        Connection[]? there;
        lock (_gate)
            there = _rooms.GetValueOrDefault(what.Room);
        foreach (Connection connection in there ?? [])
            connection.Offer(what);
    }

    /// <summary>Sends everybody away.</summary>
    public void SendAllAway(string reason)
    {
        Connection[] all;
        lock (_gate)
            all = [.. _rooms.Values.SelectMany(room => room)];
        foreach (Connection connection in all)
            connection.SendAway(new Status(StatusCode.Unavailable, reason));
    }
}
