namespace Peregrine.Http2.Streams;

/// <summary>What ended a stream.</summary>
internal enum ClosedBy : byte
{
    /// <summary>It never was, or is forgotten.</summary>
    Unknown,
    /// <summary>END_STREAM in both directions.</summary>
    Ends,
    /// <summary>Our RST_STREAM: frames may still be under way.</summary>
    OurReset,
    /// <summary>The peer's RST_STREAM: nothing may follow.</summary>
    PeerReset,
}
