namespace Peregrine.Http2.Streams;

/// <summary>What can happen to a stream. A frame with END_STREAM is its own event and then <see cref="SendEnd"/> or <see cref="ReceiveEnd"/>.</summary>
internal enum StreamEvent : byte
{
    /// <summary>We send HEADERS.</summary>
    SendHeaders,
    /// <summary>We send DATA.</summary>
    SendData,
    /// <summary>END_STREAM on a frame of ours.</summary>
    SendEnd,
    /// <summary>We send RST_STREAM.</summary>
    SendReset,
    /// <summary>We send PUSH_PROMISE that names it.</summary>
    SendPromise,
    /// <summary>HEADERS arrives.</summary>
    ReceiveHeaders,
    /// <summary>DATA arrives.</summary>
    ReceiveData,
    /// <summary>END_STREAM on a frame of the peer's.</summary>
    ReceiveEnd,
    /// <summary>RST_STREAM arrives.</summary>
    ReceiveReset,
    /// <summary>PUSH_PROMISE that names it arrives.</summary>
    ReceivePromise,
    /// <summary>WINDOW_UPDATE arrives.</summary>
    ReceiveWindowUpdate,
}
