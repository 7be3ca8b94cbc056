namespace Peregrine;

/// <summary>The server's half of a call.</summary>
public abstract class ServerCallStream : CallStream
{
    /// <summary>The path the caller asked for.</summary>
    public abstract string Path { get; }

    /// <summary>The authority the caller asked for; empty when it named none.</summary>
    public abstract string Authority { get; }

    /// <summary>The time the caller gave the call when it opened it; null for no deadline.</summary>
    public abstract TimeSpan? Timeout { get; }

    /// <summary>The caller's metadata, made when first asked for; read-only.</summary>
    public abstract Metadata RequestHeaders { get; }

    /// <summary>Sends the response headers. Optional: the first message sends them when it was not called.</summary>
    public abstract void SendHeaders(Metadata? headers);

    /// <summary>Ends the call: the terminal event, when none came before it.</summary>
    public abstract void SendTrailers(in Status status, Metadata? trailers);

    /// <summary>Headers, the only message and OK trailers: the same as the three steps, in one.</summary>
    public virtual void SendReply(Metadata? headers, Span<byte> framed, WriteFlags flags, Metadata? trailers)
    {
        if (headers is { Count: > 0 })
            SendHeaders(headers);
        Write(framed, flags);
        SendTrailers(Status.DefaultSuccess, trailers);
    }

    /// <summary>Runs the application's code: soon, in order, and without holding up the transport when it blocks.</summary>
    public abstract void Schedule(IThreadPoolWorkItem work);
}
