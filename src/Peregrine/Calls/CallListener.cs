namespace Peregrine;

/// <summary>
/// The inbound half of a call. The transport calls it serially, on its own thread, in the order of the grammar
/// <c>Headers? Message* (HalfClose | End)</c>. An implementation never blocks and never runs the application's code here: it schedules that.
/// </summary>
public abstract class CallListener
{
    /// <summary>Client: the response headers arrived. Null when they had no metadata of the application's.</summary>
    public virtual void OnHeaders(Metadata? headers)
    {
    }

    /// <summary>A message arrived, inflated already.</summary>
    /// <param name="payload">Borrowed for the call: parse it or copy it.</param>
    /// <param name="wireBytes">What to give back with <see cref="CallStream.Consume"/> when the application has taken the message.</param>
    public abstract void OnMessage(ReadOnlySpan<byte> payload, int wireBytes);

    /// <summary>Whether a long message that has to be put together anyway is wanted in an array of its own.</summary>
    internal virtual bool WantsOwned => false;

    /// <summary>As <see cref="OnMessage"/>, with an array that is the listener's from now on. Only where <see cref="WantsOwned"/>.</summary>
    internal virtual void OnOwnedMessage(byte[] payload, int wireBytes) => OnMessage(payload, wireBytes);

    /// <summary>Server: the caller sends no more messages.</summary>
    public virtual void OnHalfClose()
    {
    }

    /// <summary>
    /// The terminal event. Client: exactly once, and nothing after it. Server: at most once, when the call ended otherwise than by
    /// our trailers (the caller cancelled, the connection was lost, the transport refused what it sent); nothing can be sent after it.
    /// </summary>
    public abstract void OnEnd(in CallEnd end);

    /// <summary>What was queued has drained: writers that were told to wait may go on.</summary>
    public virtual void OnWritable()
    {
    }
}
