using System.Runtime.CompilerServices;
using Peregrine.Http2.FlowControl;
using Peregrine.Http2.Streams;

namespace Peregrine.Http2;

/// <summary>
/// One stream. Sends may come from any thread; they append to the connection's output and never block. Once the stream is closed they do nothing.
/// Objects are reused: after <see cref="Release"/> the owner must not touch the stream any more.
/// </summary>
public sealed class Http2Stream
{
    // Guarded by the connection's gate, unless a comment says otherwise.
    internal StreamState Machine;
    internal FlowWindow SendWindow;
    internal ReceiveWindow ReceiveWindow;
    internal StreamEnd End;
    internal SendQueue? Queue;
    internal Http2Stream? NextInBucket;
    internal Http2Stream? NextScheduled;
    internal Http2Stream? PreviousScheduled;
    internal bool IsScheduled;
    internal int Arriving; // of the DATA frame that has begun

    // Of the message that has begun and is not whole, if one has. Changed by IncompleteMessages only.
    internal bool IsExpecting;
    internal bool IsLentFree;
    internal int Expected; // still to come
    internal int Incomplete; // arrived
    internal int Lacking; // of the window: it waits for so much
    internal int Lent;
    internal long HeldForMessage; // what it counts in the connection's memory
    internal Http2Stream? NextLacking;
    internal Http2Stream? PreviousLacking;

    internal long HeaderBytes; // what its request counts in the connection's memory
    internal bool WriterWaits;
    internal bool StopsReceiving;
    internal bool IsUnused;
    internal bool HeadersSent;
    internal bool ClosedUnobserved;

    // From its HEADERS until the loop's next turn of the gate: whoever closes it leaves it to the loop to say so.
    internal bool IsBeingAccepted;
    internal long FirstBatch;

    // Interlocked: the owner until it releases, the connection until OnClosed has returned.
    internal int Holders;

    // The thread that calls OnClosed, while it does.
    internal int ClosingThread;
    internal bool ReleasedWhileClosing;

    // The connection's loop only.
    internal bool HeadersReceived;
    internal long ContentLeft;
    internal HeaderList? Request;

    internal Http2Stream(Http2Connection connection) => Connection = connection;

    /// <summary>The stream's id.</summary>
    public int Id { get; private set; }

    /// <summary>The connection it belongs to.</summary>
    public Http2Connection Connection { get; }

    /// <summary>Whoever observes it.</summary>
    public Http2StreamObserver? Observer { get; internal set; }

    /// <summary>The layer above hangs its per-stream object here; it stays with the object when that is used again.</summary>
    public object? State { get; set; }

    /// <summary>Whether both directions are over.</summary>
    public bool IsClosed => Machine.Phase == StreamPhase.Closed;

    /// <summary>Whether the peer has ended its direction.</summary>
    public bool IsRemoteClosed => Machine.RemoteClosed;

    /// <summary>The bytes that wait for a window or for room in the output.</summary>
    public long QueuedBytes
    {
        get
        {
            using (Connection.Gate.Hold())
            {
                return Queue?.Bytes ?? 0;
            }
        }
    }

    internal bool ByPeer { get; private set; }

    private bool MaySend => (Machine.CanSend || Machine.Phase == StreamPhase.ReservedLocal) && Queue is not { Ends: true };

    /// <summary>
    /// Server: sends the response's header block. A tail's fields follow those of <paramref name="headers"/>. A list that is larger than the peer's
    /// SETTINGS_MAX_HEADER_LIST_SIZE is not sent, here as in the other sends: the stream is reset with INTERNAL_ERROR, and its end says why.
    /// </summary>
    public void SendHeaders(HeaderList headers, HeaderFields? tail, bool endStream)
    {
        ArgumentNullException.ThrowIfNull(headers);
        Settlement after;
        using (Connection.Gate.Hold())
        {
            if (!MaySend)
            {
                return;
            }
            ThrowIfHeadersSent();
            if (MaySendList(headers, tail))
            {
                Connection.Outbound.SendHeaders(this, headers, tail, endStream);
            }
            after = Connection.Lifetimes.Settle(this);
        }
        Connection.Lifetimes.Conclude(this, after);
    }

    /// <summary>Copies <paramref name="data"/> into the output as far as windows allow and queues the rest in pooled memory.</summary>
    /// <returns>False when more than the high-water mark is queued: await <see cref="Http2StreamObserver.OnSendWindow"/> before sending more. True on a closed stream.</returns>
    public bool SendData(ReadOnlySpan<byte> data, bool endStream)
    {
        Settlement after;
        bool more;
        using (Connection.Gate.Hold())
        {
            if (!MaySend)
            {
                return true;
            }
            ThrowIfHeadersMissing();
            Connection.Outbound.SendData(this, data, endStream);
            more = Connection.Outbound.MayQueueMore(this);
            after = Connection.Lifetimes.Settle(this);
        }
        Connection.Lifetimes.Conclude(this, after);
        return more;
    }

    /// <summary>Sends bytes that move to the connection: a large message goes out from its own memory. Otherwise as the other overload.</summary>
    public bool SendData(OwnedBuffer data, bool endStream)
    {
        Settlement after;
        bool more;
        using (Connection.Gate.Hold())
        {
            if (!MaySend)
            {
                data.Dispose();
                return true;
            }
            ThrowIfHeadersMissing();
            Connection.Outbound.SendData(this, data, endStream);
            more = Connection.Outbound.MayQueueMore(this);
            after = Connection.Lifetimes.Settle(this);
        }
        Connection.Lifetimes.Conclude(this, after);
        return more;
    }

    /// <summary>Sends pieces, one behind the other, as if they were one: the same bytes in as few frames. Otherwise as the other overloads.</summary>
    [OverloadResolutionPriority(-1)] // an empty collection expression is no bytes
    public bool SendData(ReadOnlySpan<DataPiece> pieces, bool endStream)
    {
        Settlement after;
        bool more;
        using (Connection.Gate.Hold())
        {
            if (!MaySend)
            {
                return true;
            }
            ThrowIfHeadersMissing();
            Connection.Outbound.SendData(this, pieces, endStream);
            more = Connection.Outbound.MayQueueMore(this);
            after = Connection.Lifetimes.Settle(this);
        }
        Connection.Lifetimes.Conclude(this, after);
        return more;
    }

    /// <summary>Sends trailers after whatever is queued, and ends this direction.</summary>
    public void SendTrailers(HeaderList trailers, HeaderFields? tail = null)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Settlement after;
        using (Connection.Gate.Hold())
        {
            if (!MaySend)
            {
                return;
            }
            ThrowIfHeadersMissing();
            if (MaySendList(trailers, tail))
            {
                Connection.Outbound.SendTrailers(this, trailers, tail);
            }
            after = Connection.Lifetimes.Settle(this);
        }
        Connection.Lifetimes.Conclude(this, after);
    }

    /// <summary>Server: headers, one piece of data and trailers in one go; the same bytes as the three calls, for one turn of the gate.</summary>
    public void SendResponse(HeaderList headers, HeaderFields? headersTail, ReadOnlySpan<byte> data, HeaderList trailers, HeaderFields? trailersTail = null) =>
        SendResponse(headers, headersTail, data, default, trailers, trailersTail);

    /// <summary>The same with data in pieces.</summary>
    public void SendResponse(HeaderList headers, HeaderFields? headersTail, ReadOnlySpan<DataPiece> pieces, HeaderList trailers, HeaderFields? trailersTail = null) =>
        SendResponse(headers, headersTail, default, pieces, trailers, trailersTail);

    /// <summary>
    /// What the peer still sends is not wanted: once our END_STREAM is on its way, RST_STREAM(NO_ERROR) follows it if the peer's direction is open
    /// (RFC 9113 §8.1). May be called before or after the trailers.
    /// </summary>
    public void StopReceiving()
    {
        Settlement after;
        using (Connection.Gate.Hold())
        {
            if (IsClosed)
            {
                return;
            }
            StopsReceiving = true;
            Connection.Outbound.ResetIfStopped(this);
            after = Connection.Lifetimes.Settle(this);
        }
        Connection.Lifetimes.Conclude(this, after);
    }

    /// <summary>Server: promises and opens a stream for a request that the client has not made (RFC 9113 §8.4); its response is sent on <paramref name="pushed"/>.</summary>
    /// <returns>False when the client does not allow pushes (gRPC clients never do) or the stream cannot carry one.</returns>
    public bool TryPush(Http2StreamObserver observer, HeaderList request, out Http2Stream? pushed)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ArgumentNullException.ThrowIfNull(request);
        return Connection.TryPush(this, observer, request, out pushed);
    }

    /// <summary>Ends both directions now: what is queued is dropped and RST_STREAM goes out. Nothing happens on a closed stream.</summary>
    public void Reset(ErrorCode code) =>
        Connection.Lifetimes.Reset(this, Id, new StreamEnd(code, Initiator.Local, StreamReach.Processed, IsReset: true, "reset by this side"));

    /// <summary>Returns stream credit for received bytes that the application has taken (connection credit went back on arrival).</summary>
    public void Consume(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        bool flush;
        using (Connection.Gate.Hold())
        {
            Connection.Inbound.Consume(this, bytes);
            flush = Connection.ClaimFlush();
        }
        Connection.FlushIf(flush);
    }

    /// <summary>As <see cref="ExpectMessage(int, int)"/>, where nothing has arrived yet.</summary>
    public bool ExpectMessage(int bytes) => ExpectMessage(bytes, 0);

    /// <summary>
    /// Says that <paramref name="bytes"/> more must arrive before the reader can take anything, and that the <paramref name="arrived"/> bytes in front of them, received and not
    /// consumed, are the beginning of the same message. Where the stream's window is too small for the rest, it is extended as soon as <see cref="Http2Options.MaxBufferedBytes"/> has room for
    /// that, in the order of asking; one stream at least always has its extension. The beginning does not count as waiting for the application, for which connection credit is withheld, but
    /// against <see cref="Http2Options.MaxIncompleteBytes"/>. To be called in the stream's callbacks, whenever the numbers change, with 0 and 0 once the message is whole or another begins.
    /// </summary>
    /// <returns>False when the connection may not hold so much of messages that are not whole: the stream has been reset with ENHANCE_YOUR_CALM, and its observer has been told.</returns>
    public bool ExpectMessage(int bytes, int arrived)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfNegative(arrived);
        bool fits;
        bool flush;
        AbuseReport excess;
        using (Connection.Gate.Hold())
        {
            fits = Connection.Inbound.Expect(this, bytes, arrived, out excess);
            flush = Connection.ClaimFlush();
        }
        Connection.FlushIf(flush);
        if (!fits)
        {
            Connection.Abuse.Report(excess);
            Connection.Lifetimes.Reset(this, Id, new StreamEnd(ErrorCode.EnhanceYourCalm, Initiator.Local, StreamReach.Processed, IsReset: true,
                $"{excess.Observed} bytes of messages that are not whole exceed {excess.Option} ({excess.Limit})"));
        }
        return fits;
    }

    /// <summary>
    /// The owner makes no further call: once <see cref="Http2StreamObserver.OnClosed"/> has returned too, the object may be reused. Call it at most
    /// once, at any time, on any thread; an object that is never released is left to the garbage collector.
    /// </summary>
    public void Release()
    {
        if (ClosingThread != 0 && ClosingThread == Environment.CurrentManagedThreadId)
        {
            ReleasedWhileClosing = true; // inside OnClosed: both holders are on this thread
        }
        else
        {
            Connection.Lifetimes.LetGo(this);
        }
    }

    internal void Begin(int id, bool byPeer, int sendWindow, int receiveWindow)
    {
        Id = id;
        ByPeer = byPeer;
        Machine = default;
        SendWindow = new FlowWindow(sendWindow);
        ReceiveWindow = new ReceiveWindow(receiveWindow);
        End = default;
        WriterWaits = StopsReceiving = IsUnused = HeadersSent = HeadersReceived = ClosedUnobserved = false;
        ContentLeft = -1;
        Arriving = 0;
        HeaderBytes = 0;
        Request = null;
        Observer = null;
        Holders = 2;
        ReleasedWhileClosing = IsBeingAccepted = false;
    }

    [MethodImpl(Compiled.Apart)]
    private void SendResponse(
        HeaderList headers, HeaderFields? headersTail, ReadOnlySpan<byte> data, ReadOnlySpan<DataPiece> pieces, HeaderList trailers, HeaderFields? trailersTail)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(trailers);
        Settlement after;
        using (Connection.Gate.Hold())
        {
            if (!MaySend)
            {
                return;
            }
            ThrowIfHeadersSent();
            if (MaySendList(headers, headersTail) && MaySendList(trailers, trailersTail))
            {
                Connection.Outbound.SendHeaders(this, headers, headersTail, endStream: false);
                Connection.Outbound.SendData(this, data, endStream: false);
                Connection.Outbound.SendData(this, pieces, endStream: false);
                Connection.Outbound.SendTrailers(this, trailers, trailersTail);
            }
            after = Connection.Lifetimes.Settle(this);
        }
        Connection.Lifetimes.Conclude(this, after);
    }

    // Under the gate.
    private bool MaySendList(HeaderList headers, HeaderFields? tail)
    {
        if (Connection.Rules.ErrorOnTooLarge(headers, tail) is not { } tooLarge)
        {
            return true;
        }
        End = new StreamEnd(ErrorCode.InternalError, Initiator.Local, StreamReach.Processed, IsReset: true, tooLarge);
        Connection.Outbound.Reset(this, ErrorCode.InternalError);
        return false;
    }

    private void ThrowIfHeadersSent()
    {
        if (HeadersSent)
        {
            throw new InvalidOperationException("The headers have been sent already.");
        }
    }

    private void ThrowIfHeadersMissing()
    {
        if (!HeadersSent)
        {
            throw new InvalidOperationException("The headers must be sent first.");
        }
    }
}
