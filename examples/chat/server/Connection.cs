using System.Threading.Channels;
using Chat.V1;
using Peregrine;

namespace Chat.Server;

/// <summary>
/// One member's connection: the events that wait to be sent to it. At most so many; when one more comes, the member is sent away rather than anybody made to
/// wait or anything left out. Events are put in by the log, one at a time, and taken out by the connection's own handler.
/// </summary>
internal sealed class Connection(string room, Member member, int capacity)
{
    private readonly Channel<Event> _waiting = Channel.CreateBounded<Event>(new BoundedChannelOptions(capacity) { SingleReader = true });
    private readonly TaskCompletionSource<Status> _sentAway = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = Guid.NewGuid().ToString("N");

    public string Room => room;

    public Member Member => member;

    /// <summary>Whether the member has said goodbye. Set before that is in the log.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>What waits to be sent.</summary>
    public ChannelReader<Event> Waiting => _waiting.Reader;

    /// <summary>Completes, with the reason, when the member has to go.</summary>
    public Task<Status> SentAway => _sentAway.Task;

    /// <summary>Something happened in the room. Never waits.</summary>
    public void Offer(Event what)
    {
        if (!_waiting.Writer.TryWrite(what))
            SendAway(new Status(StatusCode.ResourceExhausted, $"you read too slowly: {capacity} events wait for you, which is all that --queue allows. Join again after the last one that you got"));
    }

    /// <summary>Ends the member's call.</summary>
    public void SendAway(Status reason)
    {
        _sentAway.TrySetResult(reason);
        _waiting.Writer.TryComplete();
    }
}
