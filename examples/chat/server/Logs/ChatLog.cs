using Chat.V1;

namespace Chat.Server.Logs;

/// <summary>
/// What happens in the rooms, in one order, and who is in them. Everything a member hears comes out of here, what it said itself too, so that one order holds
/// for all members, whichever server they are on. Any thread.
/// </summary>
internal abstract class ChatLog : IAsyncDisposable
{
    /// <summary>Messages of a room that one who joins can get at most.</summary>
    public const int MaxHistory = 1000;

    /// <summary>Is told every event, one after the other, each once, ids rising within a room. Set before <see cref="StartAsync"/>; must not block.</summary>
    public Action<Event> Deliver { get; set; } = _ => { };

    /// <summary>Is told when the members of this server have to join again, because others took this server for dead.</summary>
    public Action<string> Disown { get; set; } = _ => { };

    /// <summary>Begins to deliver.</summary>
    public abstract Task StartAsync();

    /// <summary>A member comes into a room, or comes back on another connection. Gives the id of that event.</summary>
    public abstract Task<long> EnterAsync(string room, Member member, string connection);

    /// <summary>A member's connection is over. No event if the member has come back on another one meanwhile.</summary>
    public abstract Task LeaveAsync(string room, Member member, string connection, string reason);

    /// <summary>A member says something; nothing happens if that number has been said.</summary>
    public abstract Task SayAsync(string room, Member member, long number, string text);

    /// <summary>The room as it was at the event <paramref name="at"/>, for the member who came in by it.</summary>
    /// <param name="room">The room.</param>
    /// <param name="member">The member.</param>
    /// <param name="at">Nothing from this event on is in the answer, everything before it is.</param>
    /// <param name="after">What was said since this event; 0 for the last messages.</param>
    /// <param name="limit">At most so many messages.</param>
    public abstract Task<RoomView> ReadAsync(string room, Member member, long at, long after, int limit);

    /// <summary>The rooms with members.</summary>
    public abstract Task<IReadOnlyList<Room>> ListRoomsAsync();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
