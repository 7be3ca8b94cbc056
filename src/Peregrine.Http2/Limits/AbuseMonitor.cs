namespace Peregrine.Http2.Limits;

/// <summary>The budgets of one connection. Each answers with a connection error once it is spent, and reports it once. The connection's loop only.</summary>
internal sealed class AbuseMonitor(AbuseLimits limits, TimeProvider time, Action<AbuseReport> report)
{
    private long _reports;
    private long _stale;
    private TokenBucket _resets = new(limits.StreamResets, limits.Window, time);
    private TokenBucket _pings = new(limits.Pings, limits.Window, time);
    private TokenBucket _settings = new(limits.Settings, limits.Window, time);
    private TokenBucket _emptyData = new(limits.EmptyData, limits.Window, time);
    private TokenBucket _windowUpdates = new(limits.WindowUpdates, limits.Window, time);
    private TokenBucket _ignored = new(limits.IgnoredFrames, limits.Window, time);

    /// <summary>How many budgets were exceeded.</summary>
    public long Reports => Interlocked.Read(ref _reports);

    /// <summary>The peer opened a stream and reset it, or made us reset it.</summary>
    public Http2Error SpendReset() => Spend(ref _resets, AbuseKind.StreamResets, nameof(AbuseLimits.StreamResets));

    /// <summary>A PING without anything useful since the last one.</summary>
    public Http2Error SpendPing() => Spend(ref _pings, AbuseKind.Pings, nameof(AbuseLimits.Pings));

    /// <summary>SETTINGS.</summary>
    public Http2Error SpendSettings() => Spend(ref _settings, AbuseKind.Settings, nameof(AbuseLimits.Settings));

    /// <summary>DATA without content or end.</summary>
    public Http2Error SpendEmptyData() => Spend(ref _emptyData, AbuseKind.EmptyData, nameof(AbuseLimits.EmptyData));

    /// <summary>WINDOW_UPDATE that no DATA of ours explains.</summary>
    public Http2Error SpendWindowUpdate() => Spend(ref _windowUpdates, AbuseKind.WindowUpdates, nameof(AbuseLimits.WindowUpdates));

    /// <summary>HEADERS or RST_STREAM on a stream that is over. Each stream explains one: its end here and the peer's frame may have crossed.</summary>
    public Http2Error SpendStale(long streams) => ++_stale <= streams ? default : SpendIgnoredFrame();

    /// <summary>PRIORITY, GOAWAY, an interim response or a frame of unknown type.</summary>
    public Http2Error SpendIgnoredFrame() => Spend(ref _ignored, AbuseKind.IgnoredFrames, nameof(AbuseLimits.IgnoredFrames));

    /// <summary>A header block goes on for so many CONTINUATION frames.</summary>
    public Http2Error CheckContinuation(int frames) =>
        frames <= limits.ContinuationFrames ? default : Exceeded(AbuseKind.HeaderBlock, frames, limits.ContinuationFrames, nameof(AbuseLimits.ContinuationFrames));

    /// <summary>A header block has so many compressed bytes by now. Beyond what is read for the table's sake the connection ends.</summary>
    public Http2Error CheckHeaderBlock(int bytes)
    {
        int most = Math.Max(limits.HeaderBlockBytes, limits.DiscardedHeaderBlockBytes);
        return bytes <= most ? default : Exceeded(AbuseKind.HeaderBlock, bytes, most,
            most == limits.HeaderBlockBytes ? nameof(AbuseLimits.HeaderBlockBytes) : nameof(AbuseLimits.DiscardedHeaderBlockBytes));
    }

    /// <summary>A header list that is already too large goes on beyond what is decoded for the table's sake.</summary>
    public Http2Error EndlessHeaderList(long bytes, int maxListBytes) =>
        Exceeded(AbuseKind.HeaderList, bytes, Math.Max(limits.DiscardedHeaderListBytes, maxListBytes), nameof(AbuseLimits.DiscardedHeaderListBytes));

    /// <summary>So many bytes of answers wait because the peer does not read.</summary>
    public Http2Error CheckControlBacklog(int bytes) =>
        bytes <= limits.QueuedControlBytes ? default : Exceeded(AbuseKind.QueuedControlFrames, bytes, limits.QueuedControlBytes, nameof(AbuseLimits.QueuedControlBytes));

    /// <summary>So many bytes of replies wait because the peer does not read.</summary>
    public Http2Error CheckUnsent(int bytes) =>
        bytes <= limits.UnsentBytes ? default : Exceeded(AbuseKind.SlowReader, bytes, limits.UnsentBytes, nameof(AbuseLimits.UnsentBytes));

    /// <summary>What waits because the peer does not read is more than all connections together may hold.</summary>
    public Http2Error UnsentOverBudget(in AbuseReport excess)
    {
        Report(excess);
        return Http2Error.Connection(ErrorCode.EnhanceYourCalm, $"{excess.Observed} bytes that wait for their readers exceed {excess.Option} ({excess.Limit})");
    }

    /// <summary>The connection holds memory that is scarce and does not move it.</summary>
    public Http2Error Standstill(long held, long budget)
    {
        Report(new AbuseReport(AbuseKind.Standstill, held, budget, nameof(Http2Options.Memory)));
        return Http2Error.Connection(ErrorCode.EnhanceYourCalm, $"{held} bytes of scarce memory have not moved within AbuseLimits.SlowReaderTimeout ({limits.SlowReaderTimeout})");
    }

    /// <summary>Notes an exceeded limit that another type found.</summary>
    public void Report(in AbuseReport exceeded)
    {
        Interlocked.Increment(ref _reports);
        report(exceeded);
    }

    private Http2Error Spend(ref TokenBucket bucket, AbuseKind kind, string option) =>
        bucket.TrySpend() ? default : Exceeded(kind, bucket.Burst + 1L, bucket.Burst, option);

    private Http2Error Exceeded(AbuseKind kind, long observed, long limit, string option)
    {
        Report(new AbuseReport(kind, observed, limit, option));
        return Http2Error.Connection(ErrorCode.EnhanceYourCalm, $"{kind}: {observed} exceeds AbuseLimits.{option} ({limit})");
    }
}
