namespace Peregrine.Calls;

/// <summary>What went over one connection. Exists only while channelz shows it. Any thread.</summary>
internal sealed class SocketCounters(TimeProvider time)
{
    private long _sent;
    private long _received;
    private long _succeeded;
    private long _lastStreamTicks;
    private long _lastSentTicks;
    private long _lastReceivedTicks;

    public long MessagesSent => Interlocked.Read(ref _sent);

    public long MessagesReceived => Interlocked.Read(ref _received);

    /// <summary>Streams that ended as they should: with END_STREAM from the server.</summary>
    public long StreamsSucceeded => Interlocked.Read(ref _succeeded);

    /// <summary>When a stream was opened last, in UTC; null before the first.</summary>
    public DateTime? LastStream => Read(ref _lastStreamTicks);

    public DateTime? LastSent => Read(ref _lastSentTicks);

    public DateTime? LastReceived => Read(ref _lastReceivedTicks);

    public void OnStream() => Interlocked.Exchange(ref _lastStreamTicks, time.GetUtcNow().UtcTicks);

    public void OnSucceeded() => Interlocked.Increment(ref _succeeded);

    public void OnSent() => Count(ref _sent, ref _lastSentTicks);

    public void OnReceived() => Count(ref _received, ref _lastReceivedTicks);

    private void Count(ref long counter, ref long ticks)
    {
        Interlocked.Increment(ref counter);
        Interlocked.Exchange(ref ticks, time.GetUtcNow().UtcTicks);
    }

    private static DateTime? Read(ref long ticks) => Interlocked.Read(ref ticks) is > 0 and var read ? new DateTime(read, DateTimeKind.Utc) : null;
}
