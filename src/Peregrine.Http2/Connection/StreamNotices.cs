using Peregrine.Http2.Streams;

namespace Peregrine.Http2;

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

    /// <summary>Calls the observers, outside the gate, and empties the lists.</summary>
    public void Deliver(StreamLifetimes lifetimes)
    {
        foreach (Http2Stream stream in Writable)
        {
            if (!stream.IsClosed)
            {
                stream.Observer?.OnSendWindow(stream);
            }
        }
        for (int i = 0; i < Closed.Count; i++)
        {
            lifetimes.Conclude(Closed[i], After[i]);
        }
        Writable.Clear();
        Closed.Clear();
        After.Clear();
    }
}
