using Peregrine.Http2.Streams;

namespace Peregrine.Http2;

/// <summary>
/// How streams end and their objects are used again. A stream ends under the gate, where it leaves the table (<see cref="Settle"/>, <see cref="Retire"/>); its observer
/// hears of it once, outside the gate (<see cref="Conclude"/>); its object has two holders, the owner above and the connection, and is reused when both let go.
/// </summary>
internal sealed class StreamLifetimes(Http2Connection connection)
{
    // Guarded by the gate. The stream that the loop calls back for: its object is not reused meanwhile, and its observer does not hear of its end.
    private Http2Stream? _pinned;
    private bool _slotsWanted;

    // The loop only. A stream that another thread closed while the loop called back for it.
    private Http2Stream? _closedLate;

    /// <summary>Streams that ended with a reset. Guarded by the gate.</summary>
    public long Resets { get; private set; }

    /// <summary>After a change to a stream, still under the gate: what is to be done once it is open.</summary>
    public Settlement Settle(Http2Stream stream)
    {
        Outbound outbound = connection.Outbound;
        Settlement after = Settlement.None;
        if (outbound.IsOverBudget && stream.Queue is { IsEmpty: false })
        {
            stream.End = new StreamEnd(ErrorCode.EnhanceYourCalm, Initiator.Local, StreamReach.Processed, IsReset: true,
                $"{outbound.Excess.Observed} queued bytes exceed {outbound.Excess.Option} ({outbound.Excess.Limit})");
            outbound.Reset(stream, ErrorCode.EnhanceYourCalm);
            after = Settlement.OverBudget;
        }
        if (connection.ClaimFlush())
        {
            after |= Settlement.Flush;
        }
        return stream.IsClosed ? after | Retire(stream, stream.End.IsReset ? ClosedBy.OurReset : ClosedBy.Ends) : after;
    }

    /// <summary>A closed stream leaves the table. Under the gate; <see cref="Conclude"/> follows outside with what this returns.</summary>
    public Settlement Retire(Http2Stream stream, ClosedBy how)
    {
        // While the loop is about to call back for it, or does, only the loop says that it closed: whoever hears that lets go of what the callback uses.
        bool loopTells = stream.IsBeingAccepted || (ReferenceEquals(stream, _pinned) && !connection.IsOnLoop);
        stream.ClosedUnobserved = stream.Observer is null || loopTells;
        connection.Outbound.Drop(stream);
        connection.Streams.Remove(stream, how);
        connection.Inbound.Forget(stream);
        if (connection.Streams.Count == 0)
        {
            connection.Clock.BecameIdle();
        }
        if (stream.End.IsReset)
        {
            Resets++;
        }
        return stream.ClosedUnobserved ? Settlement.Gone : Settlement.Gone | Settlement.Closed;
    }

    /// <summary>What <see cref="Settle"/> found, outside the gate. The object may be another stream's when this returns.</summary>
    public void Conclude(Http2Stream stream, Settlement after)
    {
        if ((after & Settlement.Flush) != 0)
        {
            connection.Transport.RequestFlush();
        }
        if ((after & Settlement.OverBudget) != 0)
        {
            AbuseReport excess;
            using (connection.Gate.Hold())
            {
                excess = connection.Outbound.Excess;
            }
            connection.Abuse.Report(excess);
        }
        if ((after & Settlement.Closed) != 0)
        {
            NotifyObserver(stream);
        }
        if ((after & Settlement.Gone) != 0)
        {
            NotifySlots();
            connection.Ending.CloseIfIdle();
        }
    }

    /// <summary>Resets a stream, if it is still the one with that id and open.</summary>
    public void Reset(Http2Stream stream, int id, in StreamEnd end)
    {
        Settlement after;
        using (connection.Gate.Hold())
        {
            if (stream.Id != id || stream.IsClosed)
            {
                return;
            }
            stream.End = end;
            connection.Outbound.Reset(stream, end.Code);
            after = Settle(stream);
        }
        Conclude(stream, after);
    }

    /// <summary>A stream that ends before it begins; its observer is told here.</summary>
    public Http2Stream Stillborn(Http2StreamObserver observer, in StreamEnd end)
    {
        var stream = new Http2Stream(connection);
        stream.Begin(0, byPeer: false, 0, 0);
        stream.Machine.Apply(StreamEvent.SendHeaders);
        stream.Machine.Apply(StreamEvent.SendReset);
        stream.Observer = observer;
        stream.End = end;
        NotifyObserver(stream);
        return stream;
    }

    /// <summary>A request opened a stream: somebody above takes it, or it is refused. The loop.</summary>
    public void Accept(Http2Stream stream, in HeaderBlock headers, bool endStream)
    {
        Http2StreamObserver? observer = connection.Observer.AcceptStream(connection, stream, headers, endStream);
        stream.Observer = observer;
        if (observer is null || stream.IsClosed)
        {
            FinishAccepting(stream, observer);
        }
    }

    /// <summary>The loop is about to call back for this stream. Under the gate; <see cref="DeliverLate"/> follows outside.</summary>
    public void Pin(Http2Stream? stream)
    {
        Http2Stream? before = _pinned;
        _pinned = stream;
        if (before is null)
        {
            return;
        }
        before.IsBeingAccepted = false;
        if (before.ClosedUnobserved && before.Observer is not null)
        {
            before.ClosedUnobserved = false;
            _closedLate = before;
        }
        if (!ReferenceEquals(before, stream))
        {
            ReturnIfUnused(before);
        }
    }

    /// <summary>The parse phase is over. The loop.</summary>
    public void EndPhase()
    {
        if (_pinned is not null)
        {
            using (connection.Gate.Hold())
            {
                Pin(null);
            }
        }
        DeliverLate();
    }

    /// <summary>Tells an observer what could not be told during a callback. The loop.</summary>
    public void DeliverLate()
    {
        if (_closedLate is { } stream)
        {
            _closedLate = null;
            NotifyObserver(stream);
        }
    }

    /// <summary>One of a stream's two holders is done with it. The last one returns the object.</summary>
    public void LetGo(Http2Stream stream)
    {
        // The last holder is alone, and needs no interlocked operation to know it.
        if (Volatile.Read(ref stream.Holders) == 1 || Interlocked.Decrement(ref stream.Holders) == 0)
        {
            Reuse(stream);
        }
    }

    /// <summary>A stream could not be opened: say when one can. Under the gate.</summary>
    public void WantSlots() => _slotsWanted = true;

    /// <summary>Tells whoever wanted to open a stream, if that is possible now.</summary>
    public void NotifySlots()
    {
        if (!_slotsWanted)
        {
            return;
        }
        using (connection.Gate.Hold())
        {
            if (!_slotsWanted || connection.Streams.OwnCount >= connection.Settings.Remote.MaxConcurrentStreams)
            {
                return;
            }
            _slotsWanted = false;
        }
        connection.Observer.OnStreamSlotsAvailable(connection);
    }

    /// <summary>Gives up what a burst of streams left, if none is open.</summary>
    public void TrimWhileIdle()
    {
        using (connection.Gate.Hold())
        {
            if (connection.Streams.Count == 0)
            {
                connection.Streams.TrimPool();
            }
        }
    }

    // Nobody takes the stream, or it was closed in the callback that accepted it.
    private void FinishAccepting(Http2Stream stream, Http2StreamObserver? observer)
    {
        bool closed;
        using (connection.Gate.Hold())
        {
            stream.IsBeingAccepted = stream.ClosedUnobserved = false;
            closed = stream.IsClosed;
            if (observer is null)
            {
                stream.Holders = 1; // nobody above will release it
            }
        }
        if (!closed && observer is null)
        {
            Reset(stream, stream.Id, new StreamEnd(ErrorCode.RefusedStream, Initiator.Local, StreamReach.NotProcessed, IsReset: true, "refused by the layer above"));
        }
        if (observer is null)
        {
            LetGo(stream);
        }
        else
        {
            NotifyObserver(stream);
        }
    }

    private void NotifyObserver(Http2Stream stream)
    {
        stream.ClosingThread = Environment.CurrentManagedThreadId;
        stream.Observer!.OnClosed(stream, stream.End);
        stream.ClosingThread = 0;
        if (stream.ReleasedWhileClosing)
        {
            Reuse(stream);
        }
        else
        {
            LetGo(stream);
        }
    }

    private void Reuse(Http2Stream stream)
    {
        using (connection.Gate.Hold())
        {
            stream.IsUnused = true;
            ReturnIfUnused(stream);
        }
    }

    private void ReturnIfUnused(Http2Stream stream)
    {
        if (stream.IsUnused && !ReferenceEquals(stream, _pinned))
        {
            stream.IsUnused = false;
            connection.Streams.Return(stream);
        }
    }
}
