using Peregrine.Http2;
using Peregrine.Messages;

namespace Peregrine;

/// <summary>The caller's half of a call. Its listener gets exactly one <see cref="CallListener.OnEnd"/>.</summary>
public abstract class ClientCallStream : CallStream
{
    /// <summary>Opens the call.</summary>
    public abstract void Start(in CallHead head);

    /// <summary>Opens the call, sends its only message and ends the sending: the same as the three steps, in one.</summary>
    public virtual void StartUnary(in CallHead head, Span<byte> framed, WriteFlags flags)
    {
        Start(head);
        Write(framed, flags);
        HalfClose();
    }

    /// <summary>As the other overload, for a long message in pieces; the first of them has the headroom in front.</summary>
    internal virtual void StartUnary(in CallHead head, ReadOnlySpan<DataPiece> framed, WriteFlags flags)
    {
        Start(head);
        Write(framed, flags);
        HalfClose();
    }

    /// <summary>As the other overloads.</summary>
    internal void StartUnary(in CallHead head, MessageScratch message, WriteFlags flags)
    {
        if (message.Pieces.IsEmpty)
            StartUnary(head, message.Framed, flags);
        else
            StartUnary(head, message.Pieces, flags);
    }

    /// <summary>Says that no more messages follow.</summary>
    public abstract void HalfClose();

    /// <summary>Whether the message that <see cref="CallListener.OnMessage"/> is being called with came compressed.</summary>
    public virtual bool IsMessageCompressed => false;

    /// <summary>What the call is doing now, as the end of a sentence ("waiting for a connection to …"); null when it is with the server.</summary>
    internal virtual string? Progress => null;

    /// <summary>Runs user code that waited for this call: soon, in order, and without holding up the transport when it blocks.</summary>
    internal virtual void Schedule(IHttp2Work work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
}
