using Peregrine.Http2.Limits;

namespace Peregrine.Http2;

/// <summary>
/// The messages of a connection that have begun to arrive and are not whole. Nobody can take them, so that what they hold is bounded here and not by withheld connection credit: credit
/// withheld for beginnings would keep their rests away for ever. Two bounds:
/// <list type="number">
/// <item>A window is extended beyond its target only while all extensions together fit <see cref="Http2Options.MaxBufferedBytes"/>; the others wait in the order of asking. One extension is
/// always given, so that the queue never stops: each ends with its message or its stream, and the next is given then.</item>
/// <item>Everybody may fill the window he was given with SETTINGS, until <see cref="FirstWindows"/> takes it back. Where that comes to more than <see cref="Http2Options.MaxIncompleteBytes"/>, or than the budget
/// of all connections has left, the stream that brought it there is refused; never the last one, nor one whose extension was given.</item>
/// </list>
/// Called under the connection's gate; small messages, which come whole, never get here.
/// </summary>
internal sealed class IncompleteMessages(Outbound outbound, long maxLent, ConnectionMemory memory)
{
    private int _count;
    private int _extended;
    private long _held;

    // Those that wait for an extension, in the order of asking.
    private Http2Stream? _first;
    private Http2Stream? _last;

    /// <summary>What has arrived of them.</summary>
    public long Arrived { get; private set; }

    /// <summary>What windows are extended by for them.</summary>
    public long Lent { get; private set; }

    /// <summary>
    /// A message's <paramref name="bytes"/> are still to come behind <paramref name="arrived"/>. False: that is too much, as <paramref name="excess"/> says, and the stream must be reset.
    /// </summary>
    public bool Expect(Http2Stream stream, int bytes, int arrived, out AbuseReport excess)
    {
        excess = default;
        if (!stream.IsExpecting)
        {
            stream.IsExpecting = true;
            _count++;
        }
        Arrived += arrived - stream.Incomplete;
        stream.Incomplete = arrived;
        stream.Expected = bytes;
        Ask(stream);
        Hold(stream);
        if (stream.Lent > 0 || _count == 1 || memory.Allows(_held))
        {
            return true;
        }
        excess = memory.Excess;
        return false;
    }

    /// <summary>The stream's message is whole, or nothing more comes of it. What was lent stays with the peer's window until its bytes are consumed, but counts as waiting for the application.</summary>
    public void End(Http2Stream stream)
    {
        if (!stream.IsExpecting)
        {
            return;
        }
        stream.IsExpecting = false;
        _count--;
        Arrived -= stream.Incomplete;
        stream.Incomplete = stream.Expected = 0;
        Leave(stream);
        TakeBack(stream);
        Hold(stream);
        memory.Shrink(_held);
        LendNext();
    }

    /// <summary>The stream's reader took messages in front of this one: its window has so much more room, and may need no extension.</summary>
    public void Consumed(Http2Stream stream)
    {
        if (stream.Lacking > 0)
        {
            Ask(stream);
            LendNext(); // it may have been the first
        }
    }

    /// <summary>The peer made the stream's window smaller, as our SETTINGS ask.</summary>
    public void Shifted(Http2Stream stream)
    {
        if (!stream.IsExpecting)
        {
            return;
        }
        if (stream.Lent == 0)
        {
            Ask(stream);
            Hold(stream);
            return;
        }
        // It has its extension, and all of its message counts: what was taken of that is given back, behind nobody.
        int increment = stream.ReceiveWindow.Expect(stream.Expected - stream.Arriving, out int lacking);
        if (lacking > 0)
        {
            Lent += lacking;
            stream.Lent += lacking;
            increment += stream.ReceiveWindow.Lend(lacking);
        }
        if (increment > 0)
        {
            outbound.Frames.WriteWindowUpdate(stream.Id, increment);
        }
    }

    /// <summary>What they take of the budget of all connections.</summary>
    public long OfBudget => memory.OfBudget;

    /// <summary>The connection is over.</summary>
    public void ReleaseMemory() => memory.Release();

    private void Ask(Http2Stream stream)
    {
        int increment = stream.ReceiveWindow.Expect(stream.Expected - stream.Arriving, out int lacking);
        if (increment > 0)
        {
            outbound.Frames.WriteWindowUpdate(stream.Id, increment);
        }
        if (lacking > 0 && stream.Lent > 0)
        {
            TakeBack(stream); // it was another message's
        }
        if (lacking == 0)
        {
            Leave(stream);
            return;
        }
        if (stream.Lacking == 0)
        {
            Enqueue(stream);
        }
        stream.Lacking = lacking;
        LendNext();
    }

    private void LendNext()
    {
        while (_first is { } stream && MayLend(stream, out bool free))
        {
            int bytes = stream.Lacking;
            Leave(stream);
            stream.Lent = bytes;
            stream.IsLentFree = free;
            Lent += bytes;
            _extended++;
            Hold(stream);
            outbound.Frames.WriteWindowUpdate(stream.Id, stream.ReceiveWindow.Lend(bytes));
        }
    }

    // One is free, of the connection's limit and of the common budget, where neither has room for it.
    private bool MayLend(Http2Stream stream, out bool free)
    {
        bool fits = Lent + stream.Lacking <= maxLent && memory.Allows(_held + stream.Expected);
        free = !fits;
        return fits || _extended == 0;
    }

    private void TakeBack(Http2Stream stream)
    {
        if (stream.Lent > 0)
        {
            Lent -= stream.Lent;
            _extended--;
            stream.Lent = 0;
            stream.IsLentFree = false;
        }
    }

    // A message whose rest may come counts with all of it, so that it is never refused on the way; others with what has arrived.
    private void Hold(Http2Stream stream)
    {
        long held = stream.IsLentFree ? 0 : stream.Lent > 0 ? (long)stream.Incomplete + stream.Expected : stream.Incomplete;
        _held += held - stream.HeldForMessage;
        stream.HeldForMessage = held;
    }

    private void Enqueue(Http2Stream stream)
    {
        stream.PreviousLacking = _last;
        if (_last is null)
        {
            _first = stream;
        }
        else
        {
            _last.NextLacking = stream;
        }
        _last = stream;
    }

    private void Leave(Http2Stream stream)
    {
        if (stream.Lacking == 0)
        {
            return;
        }
        stream.Lacking = 0;
        (Http2Stream? before, Http2Stream? after) = (stream.PreviousLacking, stream.NextLacking);
        if (before is null)
        {
            _first = after;
        }
        else
        {
            before.NextLacking = after;
        }
        if (after is null)
        {
            _last = before;
        }
        else
        {
            after.PreviousLacking = before;
        }
        stream.PreviousLacking = stream.NextLacking = null;
    }
}
