namespace Peregrine;

/// <summary>
/// Is told what passes on one call of a client: see <see cref="ClientCallInterceptor"/>. Override what is of interest; by default nothing happens.
/// </summary>
/// <remarks>
/// What concerns responses is told in the order headers, messages, end, by whoever reads them, before they have them: the observer runs on the caller's threads and keeps the caller
/// waiting. Requests may be told at the same time from other threads. What an observer throws, the caller gets.
/// </remarks>
public abstract class ClientCallObserver
{
    /// <summary>A request message is about to be sent. With several writers at a time the order here may differ from that on the wire.</summary>
    /// <param name="message">The message; not to be changed.</param>
    public virtual void OnRequest(object message)
    {
    }

    /// <summary>The caller has ended its stream of requests. Told for calls with a stream of them only.</summary>
    public virtual void OnRequestsComplete()
    {
    }

    /// <summary>
    /// The response headers have come. Told before the first message, and as soon as the caller waits for a response; not at all for a call that ends without them through a fault of its
    /// own side, nor for a blocking call, which does not tell them.
    /// </summary>
    /// <param name="headers">The headers; empty when the server sent none.</param>
    public virtual void OnHeaders(Metadata headers)
    {
    }

    /// <summary>A response message has come, and the caller gets it next.</summary>
    /// <param name="message">The message; not to be changed.</param>
    public virtual void OnResponse(object message)
    {
    }

    /// <summary>
    /// The call has ended, and its caller has seen it: by the response or its failure, by the end of the stream of responses, or by disposing of the call. Told once, as the last of
    /// responses. A call that its caller neither reads to the end nor disposes of has no end here.
    /// </summary>
    /// <param name="status">What it ended with.</param>
    /// <param name="trailers">What the server said last; empty when it said nothing. Of a blocking call those of a failure only.</param>
    public virtual void OnEnd(in Status status, Metadata trailers)
    {
    }
}
