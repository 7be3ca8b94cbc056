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

    /// <summary>Says that no more messages follow.</summary>
    public abstract void HalfClose();
}
