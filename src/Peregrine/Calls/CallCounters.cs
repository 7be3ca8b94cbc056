namespace Peregrine.Calls;

/// <summary>How many calls a server, a channel or a subchannel has had. Exists only while channelz shows it. Any thread.</summary>
internal sealed class CallCounters(TimeProvider time)
{
    private long _started;
    private long _succeeded;
    private long _failed;
    private long _lastStartedTicks;

    public long Started => Interlocked.Read(ref _started);

    public long Succeeded => Interlocked.Read(ref _succeeded);

    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>When a call was started last, in UTC; null before the first.</summary>
    public DateTime? LastStarted => Interlocked.Read(ref _lastStartedTicks) is > 0 and var ticks ? new DateTime(ticks, DateTimeKind.Utc) : null;

    public void OnStarted()
    {
        Interlocked.Increment(ref _started);
        Interlocked.Exchange(ref _lastStartedTicks, time.GetUtcNow().UtcTicks);
    }

    public void OnEnded(StatusCode code)
    {
        if (code == StatusCode.OK)
            Interlocked.Increment(ref _succeeded);
        else
            Interlocked.Increment(ref _failed);
    }
}
