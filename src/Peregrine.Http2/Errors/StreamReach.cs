namespace Peregrine.Http2;

/// <summary>How far a stream got. <see cref="NeverSent"/> and <see cref="NotProcessed"/> are safe to retry.</summary>
public enum StreamReach : byte
{
    /// <summary>The peer may have acted on it.</summary>
    Processed,
    /// <summary>The peer said that it did not act on it: REFUSED_STREAM, or an id above GOAWAY's last (RFC 9113 §6.8, §8.7).</summary>
    NotProcessed,
    /// <summary>Its HEADERS never left this process.</summary>
    NeverSent,
}
