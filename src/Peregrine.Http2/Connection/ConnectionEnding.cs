using Peregrine.Http2.Streams;

namespace Peregrine.Http2;

/// <summary>How a connection ends: by GOAWAY in either direction, by an error, or because the transport does. Takes the gate itself.</summary>
internal sealed class ConnectionEnding(Http2Connection connection)
{
    /// <summary>How long the answer to the PING after the first GOAWAY may take before the final one goes out all the same.</summary>
    public static readonly TimeSpan DrainPingTimeout = TimeSpan.FromSeconds(5);

    private volatile bool _ended;
    private Http2Error _error;
    private ErrorCode _drainCode;
    private string _drainDebug = "";
    private bool _closeAsked;

    /// <summary>GOAWAY in both directions. Guarded by the gate.</summary>
    public DrainProgress Progress { get; } = new();

    /// <summary>Whether nothing more is received or opened.</summary>
    public bool HasEnded => _ended;

    /// <summary>Begins a graceful end. A server warns first, and a round trip later names the last stream, so that none that was under way is lost (RFC 9113 §6.8).</summary>
    public bool BeginDrain(ErrorCode code, string debug)
    {
        bool flush;
        using (connection.Gate.Hold())
        {
            if (_ended || Progress.Announced)
            {
                return false;
            }
            _drainCode = code;
            _drainDebug = debug;
            if (connection.Role == Role.Server)
            {
                Progress.Announce();
                connection.Outbound.Frames.WriteGoAway(DrainProgress.AnyStream, code, debug);
                connection.Outbound.Frames.WritePing(PingTracker.Drain, ack: false);
            }
            else
            {
                SendFinal();
            }
            flush = connection.ClaimFlush();
        }
        connection.FlushIf(flush);
        CloseIfIdle();
        return true;
    }

    /// <summary>The warning has reached the peer, or has had its time.</summary>
    public void FinishDrain()
    {
        bool flush;
        using (connection.Gate.Hold())
        {
            if (_ended || !Progress.Announced || Progress.IsFinal)
            {
                return;
            }
            SendFinal();
            flush = connection.ClaimFlush();
        }
        connection.FlushIf(flush);
        CloseIfIdle();
    }

    /// <summary>Closes the transport once a drained connection has no stream left.</summary>
    public void CloseIfIdle()
    {
        if (!Progress.EndsWhenIdle)
        {
            return;
        }
        using (connection.Gate.Hold())
        {
            if (connection.Streams.Count > 0 || _closeAsked)
            {
                return;
            }
            _closeAsked = true;
        }
        connection.Transport.Close();
    }

    /// <summary>The peer's GOAWAY: streams above its last were not processed, the others go on.</summary>
    public Http2Error ReceiveGoAway(int lastStreamId, ErrorCode code, string debug)
    {
        var unprocessed = new List<Http2Stream>();
        using (connection.Gate.Hold())
        {
            if (!Progress.TryReceive(lastStreamId))
            {
                return Http2Error.Connection(ErrorCode.ProtocolError, "a GOAWAY that names a later stream than the one before (RFC 9113 §6.8)");
            }
            bool own = (lastStreamId & 1) == (connection.Role == Role.Client ? 1 : 0);
            if (!own && lastStreamId != 0)
            {
                return Http2Error.Connection(ErrorCode.ProtocolError, $"a GOAWAY that names stream {lastStreamId}, which we cannot have opened (RFC 9113 §6.8)");
            }
            connection.Streams.CopyTo(unprocessed);
            unprocessed.RemoveAll(stream => stream.ByPeer || stream.Id <= lastStreamId);
            var end = new StreamEnd(code, Initiator.Peer, StreamReach.NotProcessed, IsReset: true, $"not processed before GOAWAY ({code}): {debug}");
            CloseAll(unprocessed, end);
        }
        Notify(unprocessed);
        connection.Observer.OnGoAway(connection, lastStreamId, code, debug);
        CloseIfIdle();
        return default;
    }

    /// <summary>A connection error: GOAWAY, every stream closed, then the transport once that is sent.</summary>
    public void Fail(in Http2Error error)
    {
        var open = new List<Http2Stream>();
        bool flush;
        using (connection.Gate.Hold())
        {
            if (_ended)
            {
                return;
            }
            _ended = true;
            _error = error;
            CloseEverything(open, error.Code, error.Reason);
            connection.Outbound.Frames.WriteGoAway(connection.Streams.LastPeer, error.Code, error.Reason);
            flush = connection.ClaimFlush();
        }
        connection.FlushIf(flush);
        Notify(open);
        connection.Transport.Close();
        connection.Clock.Failed();
    }

    /// <summary>The peer is gone or does not listen: no farewell.</summary>
    public void GiveUp(TransportError why) => connection.Transport.Abort(why);

    /// <summary>The transport ended, for whatever reason.</summary>
    public void TransportClosed(TransportError why)
    {
        var open = new List<Http2Stream>();
        using (connection.Gate.Hold())
        {
            _ended = true;
            CloseEverything(open, ErrorCode.NoError, why.Message);
        }
        Notify(open);
        connection.Pings.Fail(why.Message);
        connection.Observer.OnClosed(connection, new ConnectionEnd(_error, why));
    }

    private void SendFinal()
    {
        int last = connection.Streams.LastPeer;
        Progress.Finish(last);
        connection.Outbound.Frames.WriteGoAway(last, _drainCode, _drainDebug);
    }

    private void CloseEverything(List<Http2Stream> open, ErrorCode code, string reason)
    {
        connection.Streams.CopyTo(open);
        CloseAll(open, new StreamEnd(code, Initiator.Transport, StreamReach.Processed, IsReset: true, reason));
    }

    // What remains in the list is to be notified; the loop itself tells observers of streams that it is just accepting.
    private void CloseAll(List<Http2Stream> streams, StreamEnd end) => streams.RemoveAll(stream => (Close(stream, end) & Settlement.Closed) == 0);

    private Settlement Close(Http2Stream stream, in StreamEnd end)
    {
        // HEADERS that no engine has taken never left this process.
        bool unsent = !stream.ByPeer && stream.FirstBatch == connection.Outbound.Output.FillingNumber;
        stream.End = unsent ? end with { Reach = StreamReach.NeverSent } : end;
        stream.Machine.Apply(StreamEvent.SendReset);
        return connection.Lifetimes.Retire(stream, ClosedBy.OurReset);
    }

    private void Notify(List<Http2Stream> streams)
    {
        foreach (Http2Stream stream in streams)
        {
            connection.Lifetimes.Conclude(stream, Settlement.Closed | Settlement.Gone);
        }
    }
}
