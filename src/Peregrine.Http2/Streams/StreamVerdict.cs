namespace Peregrine.Http2.Streams;

/// <summary>What an event means in a state.</summary>
internal enum StreamVerdict : byte
{
    /// <summary>It is allowed; the stream is in its next state.</summary>
    Proceed,
    /// <summary>It is allowed and has no effect.</summary>
    Ignore,
    /// <summary>A bug of this side: the frame must not be sent.</summary>
    Forbidden,
    /// <summary>A stream error STREAM_CLOSED.</summary>
    StreamClosed,
    /// <summary>A connection error STREAM_CLOSED.</summary>
    ConnectionStreamClosed,
    /// <summary>A connection error PROTOCOL_ERROR.</summary>
    ConnectionProtocolError,
}
