using System.Diagnostics;

namespace Peregrine.Server.Telemetry;

/// <summary>What telemetry notes of one call. Exists only while somebody listens.</summary>
internal sealed class CallRecord(string method, long started, Activity? activity)
{
    private long _sent;
    private long _received;
    private int _messagesSent;
    private int _messagesReceived;
    private int _ended;

    public string Method { get; } = method;

    public long Started { get; } = started;

    public Activity? Activity { get; } = activity;

    public long BytesSent => Volatile.Read(ref _sent);

    public long BytesReceived => Volatile.Read(ref _received);

    /// <summary>A call ends once, whoever else would like to have ended it.</summary>
    public bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;

    /// <summary>A request message arrived.</summary>
    public void Received(int bytes)
    {
        Interlocked.Add(ref _received, bytes);
        int number = Interlocked.Increment(ref _messagesReceived) - 1;
        Note("Inbound message", number, bytes);
    }

    /// <summary>A response message went out.</summary>
    public void Sent(int bytes)
    {
        Interlocked.Add(ref _sent, bytes);
        int number = Interlocked.Increment(ref _messagesSent) - 1;
        Note("Outbound message", number, bytes);
    }

    // gRFC A72: one event a message with its number and size.
    private void Note(string name, int number, int bytes)
    {
        if (Activity is not { IsAllDataRequested: true } activity)
            return;
        lock (activity)
            activity.AddEvent(new ActivityEvent(name, tags: new ActivityTagsCollection { ["sequence-number"] = number, ["message-size"] = bytes }));
    }
}
