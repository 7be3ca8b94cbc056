using Peregrine.Http2.FlowControl;

namespace Peregrine.Http2;

/// <summary>
/// The receiving half's flow control. Connection credit goes back on arrival, so that one stream that nobody reads does not stop the others, unless
/// more waits for the application than the budget allows; stream credit goes back on consumption. Called under the connection's gate.
/// </summary>
internal sealed class Inbound(Outbound outbound, int connectionWindow, long maxBuffered, MemoryBudget memory)
{
    private ReceiveWindow _connection = new(Math.Max(connectionWindow, FlowWindow.Default));
    private long _unconsumed;

    // What of it is the beginning of messages that are not whole. Their readers wait for the rest: if credit were withheld for them, many at a time would wait for ever.
    private long _incomplete;

    // What is held beyond the first step counts against the budget of all connections, in steps so that small traffic never touches it.
    private const int Step = 1 << 20;
    private long _granted = Step;

    /// <summary>What to announce at once, because a connection starts with 65,535 whatever SETTINGS say (RFC 9113 §6.9.2).</summary>
    public int InitialIncrement => _connection.Target - FlowWindow.Default;

    /// <summary>What a stream's window may become; raised by the bandwidth estimate.</summary>
    public int StreamTarget { get; set; }

    /// <summary>What the peer may send on the connection now.</summary>
    public int ConnectionWindow => _connection.Available;

    /// <summary>Received bytes that wait for the application.</summary>
    public long Unconsumed => _unconsumed;

    /// <summary>DATA arrived on the connection, padding included. False: more than the window.</summary>
    public bool TryReceive(int bytes) => _connection.TryReceive(bytes);

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
        if (Waiting <= maxBuffered && IsGranted() && _connection.Consume(_connection.Held) is > 0 and int increment)
        {
            outbound.Frames.WriteWindowUpdate(0, increment);
        }
    }

    /// <summary>What was taken of the common budget goes back: the connection is over, or what waits needs none of it.</summary>
    public void ReleaseMemory()
    {
        memory.Release(_granted - Step);
        _granted = Step;
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
            increment += stream.ReceiveWindow.Raise(StreamTarget);
            outbound.Frames.WriteWindowUpdate(stream.Id, increment);
        }
        CreditConnection();
    }

    /// <summary>So many more bytes must be able to arrive.</summary>
    public void Expect(Http2Stream stream, int bytes, int arrived)
    {
        if (stream.IsClosed)
        {
            return;
        }
        if (arrived != stream.Incomplete)
        {
            _incomplete += arrived - stream.Incomplete;
            stream.Incomplete = arrived;
            CreditConnection();
        }
        if (!stream.Machine.RemoteClosed && stream.ReceiveWindow.Expect(bytes - stream.Arriving) is > 0 and int increment)
        {
            outbound.Frames.WriteWindowUpdate(stream.Id, increment);
        }
    }

    /// <summary>The connection may be sent more at once, up to <paramref name="target"/>.</summary>
    public void RaiseConnection(int target)
    {
        if (_connection.Raise(target) is > 0 and int increment)
        {
            outbound.Frames.WriteWindowUpdate(0, increment);
        }
    }

    private long Waiting => _unconsumed - _incomplete;

    private bool IsGranted()
    {
        if (Waiting > _granted)
        {
            if (!memory.TryReserve(Step))
            {
                return false;
            }
            _granted += Step;
        }
        else if (_granted > Step && Waiting <= Step / 2)
        {
            ReleaseMemory();
        }
        else if (Waiting < _granted - (2 * Step))
        {
            memory.Release(Step);
            _granted -= Step;
        }
        return true;
    }

    /// <summary>The stream is over: what it holds waits for nobody on this account.</summary>
    public void Forget(Http2Stream stream)
    {
        _unconsumed -= stream.ReceiveWindow.Held;
        _incomplete -= stream.Incomplete;
        stream.Incomplete = 0;
        stream.ReceiveWindow = default;
        CreditConnection();
    }
}
