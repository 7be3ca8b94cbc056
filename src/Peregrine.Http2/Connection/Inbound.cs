using Peregrine.Http2.FlowControl;
using Peregrine.Http2.Limits;

namespace Peregrine.Http2;

/// <summary>
/// The receiving half's flow control. Connection credit goes back on arrival, so that one stream that nobody reads does not stop the others, unless
/// more waits for the application than the budget allows; stream credit goes back on consumption. Called under the connection's gate.
/// </summary>
internal sealed class Inbound(Outbound outbound, Http2Options options, FirstWindows first)
{
    private readonly ConnectionMemory _memory = new(options.MaxBufferedBytes, nameof(Http2Options.MaxBufferedBytes), options.Memory);
    private ReceiveWindow _connection = new(Math.Max(options.InitialConnectionWindowBytes, FlowWindow.Default));
    private readonly ConnectionMemory _headers = new(options.MaxHeldHeaderBytes, nameof(Http2Options.MaxHeldHeaderBytes), options.Memory);
    private long _unconsumed;
    private long _headerBytes;

    /// <summary>What to announce at once, because a connection starts with 65,535 whatever SETTINGS say (RFC 9113 §6.9.2).</summary>
    public int InitialIncrement => _connection.Target - FlowWindow.Default;

    /// <summary>What a stream's window may become; raised by the bandwidth estimate.</summary>
    public int StreamTarget { get; set; } = options.InitialStreamWindowBytes;

    /// <summary>The messages that have begun.</summary>
    public IncompleteMessages Incomplete { get; } = new(
        outbound, options.MaxBufferedBytes, new ConnectionMemory(options.MaxIncompleteBytes, nameof(Http2Options.MaxIncompleteBytes), options.Memory));

    /// <summary>What the peer may send on the connection now.</summary>
    public int ConnectionWindow => _connection.Available;

    /// <summary>Received bytes that wait for the application.</summary>
    public long Unconsumed => _unconsumed;

    /// <summary>Received bytes of DATA so far.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>What the peer's beginnings of messages and headers take of the budget of all connections. What waits for the application is not the peer's fault.</summary>
    public long OfBudget => Incomplete.OfBudget + _headers.OfBudget;

    /// <summary>DATA arrived on the connection, padding included. False: more than the window.</summary>
    public bool TryReceive(int bytes)
    {
        BytesReceived += bytes;
        return _connection.TryReceive(bytes);
    }

    /// <summary>
    /// Counts the header list of a request as long as its stream is open: a few bytes can refer to a long list many times. False: the connection may not hold so much, as
    /// <paramref name="excess"/> says.
    /// </summary>
    public bool TryHoldHeaders(long bytes, out AbuseReport excess)
    {
        if (!_headers.Allows(_headerBytes + bytes))
        {
            excess = _headers.Excess;
            return false;
        }
        excess = default;
        _headerBytes += bytes;
        return true;
    }

    /// <summary>DATA arrived on a stream that takes it. False: more than the window.</summary>
    public bool TryReceive(Http2Stream stream, int bytes)
    {
        if (!stream.ReceiveWindow.TryReceive(bytes))
        {
            return false;
        }
        _unconsumed += bytes;
        return true;
    }

    /// <summary>Returns connection credit for what has arrived, within the budget.</summary>
    public void CreditConnection()
    {
        _memory.Shrink(Waiting);
        if (first.Look(Incomplete) && _memory.Allows(Waiting) && _connection.Consume(_connection.Held) is > 0 and int increment)
        {
            outbound.Frames.WriteWindowUpdate(0, increment);
        }
    }

    /// <summary>What was taken of the common budget goes back: the connection is over.</summary>
    public void ReleaseMemory()
    {
        _memory.Release();
        _headers.Release();
        Incomplete.ReleaseMemory();
    }

    /// <summary>Bytes of the stream were taken.</summary>
    public void Consume(Http2Stream stream, int bytes)
    {
        if (stream.IsClosed)
        {
            return; // Forget has settled it
        }
        int held = stream.ReceiveWindow.Held;
        int increment = stream.ReceiveWindow.Consume(bytes);
        _unconsumed -= held - stream.ReceiveWindow.Held;
        if (stream.Machine.RemoteClosed)
        {
            CreditConnection();
            return;
        }
        if (increment > 0)
        {
            increment += first.MayRaise ? stream.ReceiveWindow.Raise(StreamTarget) : 0;
            outbound.Frames.WriteWindowUpdate(stream.Id, increment);
        }
        Incomplete.Consumed(stream);
        CreditConnection();
    }

    /// <summary>
    /// So many more bytes must be able to arrive, behind what has of the same message; 0: it is whole. False: the connection may not hold so much, and the stream must be reset.
    /// </summary>
    public bool Expect(Http2Stream stream, int bytes, int arrived, out AbuseReport excess)
    {
        excess = default;
        bool fits = true;
        if (bytes == 0)
        {
            Incomplete.End(stream);
        }
        else if (!stream.IsClosed && !stream.Machine.RemoteClosed)
        {
            fits = Incomplete.Expect(stream, bytes, arrived, out excess);
        }
        CreditConnection();
        return fits;
    }

    /// <summary>The peer will send nothing more on the stream.</summary>
    public void EndRemote(Http2Stream stream) => Incomplete.End(stream);

    /// <summary>The peer applied our SETTINGS_INITIAL_WINDOW_SIZE to the stream.</summary>
    public void Shift(Http2Stream stream, int delta)
    {
        stream.ReceiveWindow.Shift(delta);
        Incomplete.Shifted(stream);
    }

    /// <summary>The connection may be sent more at once, up to <paramref name="target"/>.</summary>
    public void RaiseConnection(int target)
    {
        if (_connection.Raise(target) is > 0 and int increment)
        {
            outbound.Frames.WriteWindowUpdate(0, increment);
        }
    }

    // Beginnings of messages wait for their rest and not for the application: if credit were withheld for them, many at a time would wait for ever.
    private long Waiting => _unconsumed - Incomplete.Arrived;

    /// <summary>The stream is over: what it holds waits for nobody on this account.</summary>
    public void Forget(Http2Stream stream)
    {
        _unconsumed -= stream.ReceiveWindow.Held;
        if (stream.HeaderBytes > 0)
        {
            _headerBytes -= stream.HeaderBytes;
            _headers.Shrink(_headerBytes);
        }
        Incomplete.End(stream);
        stream.ReceiveWindow = default;
        CreditConnection();
    }
}
