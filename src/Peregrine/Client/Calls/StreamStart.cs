namespace Peregrine.Client;

/// <summary>What became of the wish to start a call on a connection.</summary>
internal enum StreamStart
{
    /// <summary>It is on its way; the listener will hear of its end.</summary>
    Started,

    /// <summary>The peer's MAX_CONCURRENT_STREAMS is reached: wait for a free stream, or take another connection. The listener hears nothing.</summary>
    StreamLimit,

    /// <summary>The connection takes no more calls: pick again. The listener hears nothing.</summary>
    Gone,
}
