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

    /// <summary>As the other overload.</summary>
    internal void StartUnary(in CallHead head, MessageScratch message, WriteFlags flags)
    {
        if (message.Pieces.IsEmpty)
        {
            StartUnary(head, message.Framed, flags);
            return;
        }

        using OwnedBuffer whole = OwnedBuffer.Copy(message.Pieces);
        StartUnary(head, whole.Segment.AsSpan(), flags);
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
