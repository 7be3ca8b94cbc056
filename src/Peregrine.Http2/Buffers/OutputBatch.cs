namespace Peregrine.Http2.Buffers;

/// <summary>What one flush sends: array segments in order, mostly one. The session owns the memory and gets it back by OutputSent.</summary>
internal sealed class OutputBatch
{
    /// <summary>The number of segments, at least 1.</summary>
    public int Count => throw new NotImplementedException();

    /// <summary>All bytes of all segments.</summary>
    public int Length => throw new NotImplementedException();

    /// <summary>A segment.</summary>
    public ArraySegment<byte> this[int index] => throw new NotImplementedException();
}
