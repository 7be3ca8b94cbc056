using System.Threading.Channels;
using Users.Community;

namespace Users.Server.Services;

/// <summary>
/// Where everybody hears everybody. Each seat has a queue of its own, of limited length: a member that does not read loses its seat, and nobody waits for it.
/// All members may be called from any thread. (examples/chat is the same thing grown up: rooms, history, several servers.)
/// </summary>
internal sealed class ChatRoom
{
    /// <summary>The most messages that wait for one member.</summary>
    public const int MostUnheard = 1000;

    private readonly Lock _gate = new();

    // Guarded by _gate: that makes all members hear all messages in one order.
    private readonly HashSet<Seat> _seats = [];

    /// <summary>Takes a seat. Disposing it, or leaving, gives it back.</summary>
    public Seat Enter()
    {
        var seat = new Seat(this);
        lock (_gate)
            _seats.Add(seat);
        return seat;
    }

    /// <summary>Says something to everybody, the speaker included.</summary>
    public void Say(ChatMessage message)
    {
        lock (_gate)
        {
            foreach (Seat seat in _seats.Where(seat => !seat.TryQueue(message)).ToArray())
            {
                seat.IsTooSlow = true;
                Remove(seat);
            }
        }
    }

    private void Remove(Seat seat)
    {
        lock (_gate)
        {
            if (_seats.Remove(seat))
                seat.Close();
        }
    }

    /// <summary>A member's place in the room.</summary>
    internal sealed class Seat(ChatRoom room) : IDisposable
    {
        private readonly Channel<ChatMessage> _queue = Channel.CreateBounded<ChatMessage>(new BoundedChannelOptions(MostUnheard) { SingleReader = true });

        /// <summary>What is said, until the seat is given back or lost.</summary>
        public IAsyncEnumerable<ChatMessage> Messages => _queue.Reader.ReadAllAsync();

        /// <summary>Whether the seat was lost because too much was waiting.</summary>
        public bool IsTooSlow { get; set; }

        public bool TryQueue(ChatMessage message) => _queue.Writer.TryWrite(message);

        /// <summary>Hears what has been said so far, and no more.</summary>
        public void Leave() => room.Remove(this);

        public void Close() => _queue.Writer.TryComplete();

        public void Dispose() => Leave();
    }
}
