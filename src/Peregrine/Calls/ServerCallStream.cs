using Peregrine.Calls;
using Peregrine.Http2;

namespace Peregrine;

/// <summary>The server's half of a call.</summary>
public abstract class ServerCallStream : CallStream
{
    /// <summary>What opened the call.</summary>
    public abstract ServerCallHead Head { get; }

    /// <inheritdoc/>
    public override CallPeer Peer => Head.Peer;

    /// <summary>Names the call among those that this object carries one after another.</summary>
    internal virtual int Ticket => 0;

    /// <summary>The time the caller gave the call when it opened it; null for no deadline.</summary>
    public abstract TimeSpan? Timeout { get; }

    /// <summary>When the call arrived, as a timestamp of <paramref name="clock"/>. For the listener's making, when the call has just begun.</summary>
    internal virtual long ArrivedAt(CallClock clock) => clock.Now;

    /// <summary>Whether the message that <see cref="CallListener.OnMessage"/> is being called with came compressed.</summary>
    public virtual bool IsMessageCompressed => false;

    /// <summary>Bytes of the messages sent so far, as they were on the wire without their prefixes; 0 for a transport that does not count.</summary>
    public virtual long SentBytes => 0;

    /// <summary>The status that went to the caller instead of the one that the call was ended with, where its metadata could not be sent; null elsewhere.</summary>
    internal virtual Status? SentInstead => null;

    /// <summary>What channelz tells of the connection; null while nobody shows it, or for a transport that has none.</summary>
    internal virtual SocketCounters? Counters => null;

    /// <summary>Sends the response headers. Optional: the first message sends them when it was not called.</summary>
    public abstract void SendHeaders(Metadata? headers);

    /// <summary>
    /// The same for whoever may come too late: false when the call with that ticket has ended, whatever call the object carries by now.
    /// </summary>
    internal virtual bool TrySendHeaders(Metadata headers, int ticket)
    {
        SendHeaders(headers);
        return true;
    }

    /// <summary>Ends the call, after everything written. False when it had ended before.</summary>
    public abstract bool SendTrailers(in Status status, Metadata? trailers);

    /// <summary>The only message and OK trailers: the same as the two steps, in one. False when the call had ended before.</summary>
    public virtual bool SendReply(Span<byte> framed, WriteFlags flags, Metadata? trailers)
    {
        Write(framed, flags);
        return SendTrailers(Status.DefaultSuccess, trailers);
    }

    /// <summary>As the other overload, for a long message in pieces; the first of them has the headroom in front.</summary>
    internal virtual bool SendReply(ReadOnlySpan<DataPiece> framed, WriteFlags flags, Metadata? trailers)
    {
        if (framed.Length == 1)
            return SendReply(framed[0].Bytes.AsSpan(), flags, trailers);
        using OwnedBuffer whole = OwnedBuffer.Copy(framed);
        return SendReply(whole.Segment.AsSpan(), flags, trailers);
    }

    /// <summary>Runs the application's code: soon, in order, and without holding up the transport when it blocks.</summary>
    public abstract void Schedule(IHttp2Work work);

    /// <summary>
    /// The server's very last touch: the handler is done and holds no reference any longer. The transport may use the object for another call
    /// as soon as the wire is done with this one, too.
    /// </summary>
    public abstract void Release();
}
