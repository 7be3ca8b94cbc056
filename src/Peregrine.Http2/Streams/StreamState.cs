namespace Peregrine.Http2.Streams;

/// <summary>
/// The stream state machine of RFC 9113 §5.1 (figure 2): (state, event) gives a verdict and the next state. A value; it knows nothing else.
/// </summary>
internal struct StreamState
{
    // Rows: states; columns: events, both in declaration order. A letter that names a state is "proceed to it"; the rest are verdicts.
    private const byte Ignore = 0x10, Forbidden = 0x20, Closed = 0x30, ConnClosed = 0x40, Protocol = 0x50;
    private const byte RL = (byte)StreamPhase.ReservedLocal, RR = (byte)StreamPhase.ReservedRemote, O = (byte)StreamPhase.Open,
        HL = (byte)StreamPhase.HalfClosedLocal, HR = (byte)StreamPhase.HalfClosedRemote, C = (byte)StreamPhase.Closed;

    private const int Events = (int)StreamEvent.ReceiveWindowUpdate + 1;

    private static ReadOnlySpan<byte> Table =>
    [
        // SendHeaders SendData   SendEnd    SendReset  SendPromise ReceiveHeaders ReceiveData ReceiveEnd  ReceiveReset ReceivePromise ReceiveWindowUpdate
        O,         Forbidden, Forbidden, Forbidden, RL,        O,          Protocol,   Protocol,   Protocol, RR,       Protocol, // Idle
        HR,        Forbidden, Forbidden, C,         Forbidden, Protocol,   Protocol,   Protocol,   C,        Protocol, RL,       // ReservedLocal
        Forbidden, Forbidden, Forbidden, C,         Forbidden, HL,         Protocol,   Protocol,   C,        Protocol, Protocol, // ReservedRemote
        O,         O,         HL,        C,         Forbidden, O,          O,          HR,         C,        Protocol, O,        // Open
        Forbidden, Forbidden, Forbidden, C,         Forbidden, HL,         HL,         C,          C,        Protocol, HL,       // HalfClosedLocal
        HR,        HR,        C,         C,         Forbidden, Closed,     Closed,     Closed,     C,        Protocol, HR,       // HalfClosedRemote
        Ignore,    Ignore,    Ignore,    Ignore,    Forbidden, ConnClosed, ConnClosed, ConnClosed, Ignore,   Protocol, Ignore,   // Closed
    ];

    /// <summary>The state.</summary>
    public StreamPhase Phase { get; private set; }

    /// <summary>Whether we may still send DATA or trailers.</summary>
    public readonly bool CanSend => Phase is StreamPhase.Open or StreamPhase.HalfClosedRemote;

    /// <summary>Whether the peer's direction is over.</summary>
    public readonly bool RemoteClosed => Phase is StreamPhase.HalfClosedRemote or StreamPhase.Closed;

    /// <summary>Takes an event; the state changes only when the verdict is <see cref="StreamVerdict.Proceed"/>.</summary>
    public StreamVerdict Apply(StreamEvent happened)
    {
        byte cell = Table[((int)Phase * Events) + (int)happened];
        if (cell >= Ignore)
        {
            return (StreamVerdict)(cell >> 4);
        }
        Phase = (StreamPhase)cell;
        return StreamVerdict.Proceed;
    }

    /// <summary>Takes an event of the peer's; an error as a value.</summary>
    public Http2Error Receive(StreamEvent happened) => Apply(happened) switch
    {
        StreamVerdict.Proceed or StreamVerdict.Ignore => default,
        StreamVerdict.StreamClosed => Http2Error.Stream(ErrorCode.StreamClosed, "a frame after END_STREAM (RFC 9113 §5.1)"),
        StreamVerdict.ConnectionStreamClosed => Http2Error.Connection(ErrorCode.StreamClosed, "a frame on a closed stream (RFC 9113 §5.1)"),
        _ => Http2Error.Connection(ErrorCode.ProtocolError, "a frame that the stream's state does not allow (RFC 9113 §5.1)"),
    };
}
