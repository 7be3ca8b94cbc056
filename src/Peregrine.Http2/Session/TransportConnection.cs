using System.Net;

namespace Peregrine.Http2;

/// <summary>The moving of one connection's bytes, as its session sees it. Every member may be called from any thread.</summary>
internal abstract class TransportConnection
{
    /// <summary>Our address, if there is one.</summary>
    public abstract EndPoint? LocalEndPoint { get; }

    /// <summary>The peer's address, if there is one.</summary>
    public abstract EndPoint? RemoteEndPoint { get; }

    /// <summary>What TLS agreed on; null in plaintext.</summary>
    public abstract TlsFacts? Tls { get; }

    /// <summary>Output waits: a flush is queued behind ready work. Idempotent until the flush has taken the output; nothing to do inside this connection's own parse and run phase.</summary>
    public abstract void RequestFlush();

    /// <summary>Runs work on a thread that may block.</summary>
    public virtual void Dispatch(IHttp2Work work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);

    /// <summary>Sends what waits, then ends in order; <c>ITransportSession.Closed</c> follows.</summary>
    public abstract void Close();

    /// <summary>Ends now; <c>ITransportSession.Closed</c> follows.</summary>
    public abstract void Abort(TransportError why);
}
