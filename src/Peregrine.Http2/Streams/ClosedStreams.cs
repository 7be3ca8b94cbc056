namespace Peregrine.Http2.Streams;

/// <summary>How the latest streams ended, so that frames that were under way are told from violations (RFC 9113 §5.1, "closed"). Guarded by the gate.</summary>
internal sealed class ClosedStreams
{
    private const int Remembered = 256;

    private int[]? _ids;
    private ClosedBy[]? _how;

    /// <summary>A stream ended.</summary>
    public void Remember(int streamId, ClosedBy how)
    {
        int[] ids = _ids ??= new int[Remembered];
        int at = (streamId >> 1) & (Remembered - 1);
        ids[at] = streamId;
        (_how ??= new ClosedBy[Remembered])[at] = how;
    }

    /// <summary>How it ended, if that is still known.</summary>
    public ClosedBy Recall(int streamId)
    {
        int at = (streamId >> 1) & (Remembered - 1);
        return _ids is { } ids && ids[at] == streamId ? _how![at] : ClosedBy.Unknown;
    }
}
