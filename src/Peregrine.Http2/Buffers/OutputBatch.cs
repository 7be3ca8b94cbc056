namespace Peregrine.Http2.Buffers;

/// <summary>What one flush sends: array segments in order, mostly one. The session owns the memory and gets it back by OutputSent.</summary>
internal sealed class OutputBatch
{
    private ArraySegment<byte>[] _segments = new ArraySegment<byte>[4];

    /// <summary>The number of segments, at least 1.</summary>
    public int Count { get; private set; }

    /// <summary>All bytes of all segments.</summary>
    public int Length { get; private set; }

    /// <summary>A segment.</summary>
    public ArraySegment<byte> this[int index] => _segments[index];

    /// <summary>Appends a segment.</summary>
    public void Add(ArraySegment<byte> segment)
    {
        if (Count == _segments.Length)
        {
            Array.Resize(ref _segments, Count * 2);
        }

        _segments[Count++] = segment;
        Length += segment.Count;
    }

    /// <summary>Forgets the segments, so that the object can be used again.</summary>
    public void Clear()
    {
        Array.Clear(_segments, 0, Count);
        Count = 0;
        Length = 0;
    }
}
