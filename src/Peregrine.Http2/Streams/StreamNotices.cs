namespace Peregrine.Http2.Streams;

/// <summary>The streams whose observers are to be called once the gate is open again. Owned by the flusher, used again.</summary>
internal sealed class StreamNotices
{
    /// <summary>Their writers may go on.</summary>
    public List<Http2Stream> Writable { get; } = new(0);

    /// <summary>Their last frame went out.</summary>
    public List<Http2Stream> Closed { get; } = new(0);

    /// <summary>For each of <see cref="Closed"/>, what is to be done.</summary>
    public List<Settlement> After { get; } = new(0);

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Writable.Count == 0 && Closed.Count == 0;

    /// <summary>Empties both.</summary>
    public void Clear()
    {
        Writable.Clear();
        Closed.Clear();
        After.Clear();
    }
}
