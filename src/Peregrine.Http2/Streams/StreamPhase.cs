namespace Peregrine.Http2.Streams;

/// <summary>The states of RFC 9113 §5.1.</summary>
internal enum StreamPhase : byte
{
    /// <summary>No frame yet.</summary>
    Idle,
    /// <summary>We promised it (PUSH_PROMISE).</summary>
    ReservedLocal,
    /// <summary>The peer promised it.</summary>
    ReservedRemote,
    /// <summary>Both directions are open.</summary>
    Open,
    /// <summary>We sent END_STREAM.</summary>
    HalfClosedLocal,
    /// <summary>The peer sent END_STREAM.</summary>
    HalfClosedRemote,
    /// <summary>Over.</summary>
    Closed,
}
