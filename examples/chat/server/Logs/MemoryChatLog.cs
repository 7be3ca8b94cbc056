using Chat.V1;
using Peregrine;
using Peregrine.Protobuf.WellKnownTypes;

namespace Chat.Server.Logs;

/// <summary>The rooms of one server, in its memory: the last 1,000 messages of each, and nothing after the server's end.</summary>
internal sealed class MemoryChatLog(TimeProvider time) : ChatLog
{
    private const int MaxRooms = 1000;

    private readonly Lock _gate = new();

    // Guarded by _gate. Ids go on from where a server that ran before cannot have come to, so that its clients' last ids are not mistaken.
    private readonly Dictionary<string, RoomState> _rooms = [];
    private long _lastId = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000;

    public override Task StartAsync() => Task.CompletedTask;

    public override Task<long> EnterAsync(string room, Member member, string connection)
    {
        lock (_gate)
        {
            RoomState state = Room(room);
            Event entered = Add(room, member, new Event { Entered = new Entered() });
            state.Present[member.Id] = new Presence(member, connection, entered.Id);
            return Task.FromResult(entered.Id);
        }
    }

    public override Task LeaveAsync(string room, Member member, string connection, string reason)
    {
        lock (_gate)
        {
            if (Room(room).Present.TryGetValue(member.Id, out Presence? presence) && presence.Connection == connection)
            {
                Room(room).Present.Remove(member.Id);
                Add(room, member, new Event { Left = new Left { Reason = reason } });
            }
        }
        return Task.CompletedTask;
    }

    public override Task SayAsync(string room, Member member, long number, string text)
    {
        lock (_gate)
        {
            RoomState state = Room(room);
            if (number > state.LastNumbers.GetValueOrDefault(member.Id))
            {
                state.LastNumbers[member.Id] = number;
                state.Remember(Add(room, member, new Event { Text = text, Number = number }));
            }
        }
        return Task.CompletedTask;
    }

    public override Task<RoomView> ReadAsync(string room, Member member, long at, long after, int limit)
    {
        lock (_gate)
        {
            RoomState state = Room(room);
            Event[] messages = [.. state.Messages.Where(message => message.Id > after && message.Id < at).TakeLast(limit)];
            bool isIncomplete = after > 0 && state.Forgotten > after;
            return Task.FromResult(new RoomView(
                [.. state.Present.Values.Where(presence => presence.Since <= at).Select(presence => presence.Member)], messages, isIncomplete, state.LastNumbers.GetValueOrDefault(member.Id)));
        }
    }

    public override Task<IReadOnlyList<Room>> ListRoomsAsync()
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<Room>>(
                [.. _rooms.Where(room => room.Value.Present.Count > 0).Select(room => new Room { Name = room.Key, Members = room.Value.Present.Count })]);
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private RoomState Room(string name)
    {
        if (_rooms.TryGetValue(name, out RoomState? room))
            return room;
        if (_rooms.Count == MaxRooms)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"there are {MaxRooms} rooms, which is all that this server has place for"));
        return _rooms[name] = new RoomState();
    }

    // Delivers under the gate: that is what keeps the order. Delivering puts events into queues and never waits.
    private Event Add(string room, Member member, Event what)
    {
        what.Id = ++_lastId;
        what.Room = room;
        what.Member = member;
        what.Time = Timestamp.FromDateTimeOffset(time.GetUtcNow());
        Deliver(what);
        return what;
    }

    private sealed record Presence(Member Member, string Connection, long Since);

    private sealed class RoomState
    {
        public Dictionary<string, Presence> Present { get; } = [];

        public Queue<Event> Messages { get; } = [];

        /// <summary>The last number of each member that has said something which is still kept, or is present.</summary>
        public Dictionary<string, long> LastNumbers { get; } = [];

        /// <summary>The id of the last message that is not kept any more.</summary>
        public long Forgotten { get; private set; }

        public void Remember(Event message)
        {
            Messages.Enqueue(message);
            if (Messages.Count <= MaxHistory)
                return;
            Event oldest = Messages.Dequeue();
            Forgotten = oldest.Id;
            if (!Present.ContainsKey(oldest.Member!.Id) && LastNumbers.GetValueOrDefault(oldest.Member.Id) == oldest.Number)
                LastNumbers.Remove(oldest.Member.Id);
        }
    }
}
