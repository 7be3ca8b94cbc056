namespace Peregrine.Http2.Streams;

/// <summary>What remains to be done outside the gate after a stream was changed under it.</summary>
[Flags]
internal enum Settlement : byte
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Ask the transport for a flush.</summary>
    Flush = 1,
    /// <summary>Tell the observer that the stream is closed.</summary>
    Closed = 2,
    /// <summary>The stream has left the table: others may take its place, and a drained connection may be over.</summary>
    Gone = 8,
    /// <summary>Report that it was reset because too much is queued.</summary>
    OverBudget = 4,
}
